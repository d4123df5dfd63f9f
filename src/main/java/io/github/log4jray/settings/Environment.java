package io.github.log4jray.settings;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Reads system properties and environment variables. Every variable of this library and of Ray may also be given as a system
 * property of the same name, which takes precedence. An empty or blank value is treated as unset, because shells and container
 * definitions often pass on an empty variable. An invalid value is reported once in a process. Thread-safe.
 *
 * <p>A rule that depends on these takes an {@code Environment}. Only plugin builders and static entry points ask for
 * {@link #process()}.
 */
public final class Environment {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final String PROPERTY = "system property ";
    private static final String VARIABLE = "environment variable ";
    private static final Environment PROCESS = new Environment(System::getProperty, System::getenv);

    private final UnaryOperator<String> properties;
    private final UnaryOperator<String> variables;

    private Environment(UnaryOperator<String> properties, UnaryOperator<String> variables) {
        this.properties = properties;
        this.variables = variables;
    }

    /** @return the environment of this process, as it is at each call */
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
     * @param name of a system property
     * @param value its value
     * @return this environment, but with that value
     */
    public Environment withProperty(String name, String value) {
        return new Environment(asked -> asked.equals(name) ? value : properties.apply(asked), variables);
    }

    /**
     * The number of a system property, else of the environment variable of the same name. As in Ray it is an integer
     * without a unit. An invalid value is ignored.
     *
     * @param name the name of both
     * @param maximum the largest number that is allowed; the smallest is 0
     * @param defaultValue is returned if neither has a valid number
     * @return the number
     */
    public long number(String name, long maximum, long defaultValue) {
        ValueSyntax<Long> syntax = ValueSyntax.integer(0, maximum);
        String property = property(name);
        Long given = property == null ? null : syntax.parse(property);
        if (given != null) {
            return given;
        }
        String variable = variable(name);
        Long ofVariable = variable == null ? null : syntax.parse(variable);
        long number = ofVariable == null ? defaultValue : ofVariable;
        if (property != null) {
            reportUnexpected(PROPERTY + name, property, syntax, number);
        }
        if (variable != null && ofVariable == null) {
            reportUnexpected(VARIABLE + name, variable, syntax, number);
        }
        return number;
    }

    /**
     * A switch: a system property, else the environment variable of the same name. As in Ray {@code 1} and {@code true},
     * in any case, are on, and everything else is off. A value other than these, {@code 0} and {@code false} is
     * reported.
     *
     * @param name the name of both
     * @param defaultValue is returned if neither is set
     * @return whether it is on
     */
    public boolean isOn(String name, boolean defaultValue) {
        String value = text(name);
        if (value == null) {
            return defaultValue;
        }
        Boolean on = ValueSyntax.RAY_SWITCH.parse(value);
        if (on == null) {
            reportUnexpected(describe(name), value, ValueSyntax.RAY_SWITCH, "0, as Ray does");
            return false;
        }
        return on;
    }

    /**
     * A regular expression: a system property, else the environment variable of the same name. As in Python
     * {@code \d}, {@code \w}, {@code \s} and {@code \b} know all of Unicode, and only {@code \n} ends a line. An
     * invalid expression is ignored.
     *
     * @param name the name of both
     * @param defaultValue is used if neither is set or valid; may be null
     * @return the expression
     */
    public Pattern expression(String name, String defaultValue) {
        String value = text(name);
        if (value != null) {
            try {
                return expression(value);
            } catch (PatternSyntaxException e) {
                String used = defaultValue == null ? "none" : "\"" + defaultValue + "\"";
                String problem = "expected a regular expression: " + e.getDescription();
                reportInvalid(describe(name), value, problem, "using " + used);
            }
        }
        return defaultValue == null ? null : expression(defaultValue);
    }

    private static Pattern expression(String text) {
        return Pattern.compile(text, Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNIX_LINES);
    }

    /**
     * @param name the name of a system property and of an environment variable
     * @return the value of the property, else of the variable, as {@link #property} and {@link #variable} return it
     */
    public String text(String name) {
        String property = property(name);
        return property != null ? property : variable(name);
    }

    /**
     * @param name the name of a system property and of an environment variable
     * @return the one that {@link #text} reads, for messages: {@code system property NAME} or
     *     {@code environment variable NAME}
     */
    public String describe(String name) {
        return (property(name) != null ? PROPERTY : VARIABLE) + name;
    }

    /**
     * A system property that is {@code true} or {@code false}, in any case. An invalid value is ignored.
     *
     * @param name the name of the system property
     * @param defaultValue is returned if it is not set or invalid
     * @return the value
     */
    public boolean flag(String name, boolean defaultValue) {
        String value = property(name);
        Boolean given = value == null ? null : ValueSyntax.FLAG.parse(value);
        if (value != null && given == null) {
            reportUnexpected(PROPERTY + name, value, ValueSyntax.FLAG, defaultValue);
        }
        return given == null ? defaultValue : given;
    }

    /**
     * @param name the name of a system property
     * @return its value without surrounding white space; null if it is unset, blank or not readable
     */
    public String property(String name) {
        return read(name, properties);
    }

    /**
     * @param name the name of an environment variable
     * @return its value without surrounding white space; null if it is unset, blank or not readable
     */
    public String variable(String name) {
        return read(name, variables);
    }

    private static String read(String name, UnaryOperator<String> source) {
        try {
            return Attributes.given(source.apply(name));
        } catch (SecurityException e) {
            return null;
        }
    }

    private static void reportUnexpected(String name, String value, ValueSyntax<?> syntax, Object used) {
        reportInvalid(name, value, "expected " + syntax.expected(), "using " + used);
    }

    /**
     * Reports an invalid value, once in a process.
     *
     * @param name as {@link #describe} returns it
     * @param value the value as it was given
     * @param reason stands in parentheses: {@code expected …}, or why a valid value can't be used
     * @param consequence what happens instead
     */
    public static void reportInvalid(String name, String value, String reason, String consequence) {
        if (ReportOnce.INVALID_SETTING.first(name + "=" + value)) {
            String shown = Attributes.withoutSecrets(value);
            LOGGER.error("log4j-ray: invalid {} \"{}\" ({}); {}", name, shown, reason, consequence);
        }
    }
}
