package io.github.log4jray.settings;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * System properties and environment variables, read in one place. A value that is empty or blank counts as unset, as
 * shells and container definitions often hand on an empty variable where none was meant. Thread-safe.
 *
 * <p>A rule that depends on these takes an {@code Environment}; only plugin builders and static entry points ask for
 * {@link #process()}.
 */
public final class Environment {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final Environment PROCESS = new Environment(System::getProperty, System::getenv);

    private final UnaryOperator<String> properties;
    private final UnaryOperator<String> variables;

    private Environment(UnaryOperator<String> properties, UnaryOperator<String> variables) {
        this.properties = properties;
        this.variables = variables;
    }

    /** @return that of this process, as it is at each call */
    public static Environment process() {
        return PROCESS;
    }

    /**
     * @param properties the system properties
     * @param variables the environment variables
     * @return an environment with these and no others
     */
    public static Environment of(Map<String, String> properties, Map<String, String> variables) {
        return new Environment(properties::get, variables::get);
    }

    /**
     * A number that a system property gives, else the environment variable of the same name. As in Ray it is a whole
     * number without a unit. A wrong value is an error, once in a process, and counts as unset.
     *
     * @param name the name of both
     * @param maximum the largest number that is allowed; the smallest is 0
     * @param defaultValue where neither is set
     * @return the number
     */
    public long number(String name, long maximum, long defaultValue) {
        Long fromProperty = number("system property " + name, property(name), maximum);
        Long given =
                fromProperty != null ? fromProperty : number("environment variable " + name, variable(name), maximum);
        return given != null ? given : defaultValue;
    }

    private Long number(String name, String value, long maximum) {
        if (value == null) {
            return null;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= 0 && number <= maximum) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, together with numbers out of range
        }
        if (ReportOnce.INVALID_SETTING.first(name + "=" + value)) {
            LOGGER.error("log4j-ray: {}=\"{}\" is no whole number from 0 to {}; ignoring it", name, value, maximum);
        }
        return null;
    }

    /**
     * A switch that a system property gives, else the environment variable of the same name, read as Ray reads its own:
     * {@code 1} and {@code true}, in any case, are on, everything else is off. What is neither on nor {@code 0} or
     * {@code false} is an error beside that, once in a process.
     *
     * @param name the name of both
     * @param defaultValue where neither is set
     * @return whether it is on
     */
    public boolean isOn(String name, boolean defaultValue) {
        String value = text(name);
        if (value == null) {
            return defaultValue;
        }
        boolean on = value.equals("1") || value.equalsIgnoreCase("true");
        boolean off = value.equals("0") || value.equalsIgnoreCase("false");
        if (!on && !off && ReportOnce.INVALID_SETTING.first(name + "=" + value)) {
            LOGGER.error("log4j-ray: {}=\"{}\" is none of 0, 1, true, false; as in Ray it counts as 0", name, value);
        }
        return on;
    }

    /**
     * A regular expression that a system property gives, else the environment variable of the same name. As in Python
     * {@code \d}, {@code \w}, {@code \s} and {@code \b} know all of Unicode, and only {@code \n} ends a line. A
     * wrong one is an error, once in a process, and counts as unset.
     *
     * @param name the name of both
     * @param defaultValue where neither is set; may be null
     * @return the expression
     */
    public Pattern expression(String name, String defaultValue) {
        String value = text(name);
        if (value != null) {
            try {
                return expression(value);
            } catch (PatternSyntaxException e) {
                if (ReportOnce.INVALID_SETTING.first(name + "=" + value)) {
                    LOGGER.error(
                            "log4j-ray: {}=\"{}\" is no regular expression ({}); ignoring it",
                            name,
                            value,
                            e.getDescription());
                }
            }
        }
        return defaultValue == null ? null : expression(defaultValue);
    }

    private static Pattern expression(String text) {
        return Pattern.compile(text, Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNIX_LINES);
    }

    /**
     * @param name the name of a system property and of an environment variable
     * @return the value of the property, else that of the variable, as {@link #property} and {@link #variable} give it
     */
    public String text(String name) {
        String property = property(name);
        return property != null ? property : variable(name);
    }

    /**
     * A system property that is {@code true} or {@code false}, in any case. A wrong value is an error, once in a
     * process, and counts as unset.
     *
     * @param name the name of the system property
     * @param defaultValue where it is not set
     * @return the value
     */
    public boolean flag(String name, boolean defaultValue) {
        String value = property(name);
        if (value == null) {
            return defaultValue;
        }
        boolean isTrue = value.equalsIgnoreCase("true");
        if (!isTrue && !value.equalsIgnoreCase("false")) {
            if (ReportOnce.INVALID_SETTING.first(name + "=" + value)) {
                LOGGER.error(
                        "log4j-ray: system property {}=\"{}\" is neither true nor false; ignoring it", name, value);
            }
            return defaultValue;
        }
        return isTrue;
    }

    /**
     * @param name the name of a system property
     * @return its value without surrounding white space, or null where it is unset, blank or not readable
     */
    public String property(String name) {
        try {
            return Attributes.given(properties.apply(name));
        } catch (SecurityException e) {
            return null;
        }
    }

    /**
     * @param name the name of an environment variable
     * @return its value without surrounding white space, or null where it is unset, blank or not readable
     */
    public String variable(String name) {
        try {
            return Attributes.given(variables.apply(name));
        } catch (SecurityException e) {
            return null;
        }
    }
}
