package io.github.log4jray.settings;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Reads the attributes of one plugin in a configuration. An invalid value is one error that names the plugin, the
 * appender, the attribute, the value, what was expected and what happens instead. No method throws an exception.
 *
 * <p>Numbers, sizes, switches and enumerations are {@code String} fields of the builders and are read here, because
 * Log4j's own conversion replaces an invalid value by a default with a mere warning, or silently by {@code false}
 * (2.17.1 to 2.26.1). One object reads the attributes of one plugin, on the thread that builds the plugin.
 */
public final class Attributes {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private static final Pattern PASSWORD = Pattern.compile("(://[^/:@\\s]*):\\S*@");

    /** The same in an address whose scheme is missing or mistyped, such as {@code redis:/user:password@host}. */
    private static final Pattern PASSWORD_WITHOUT_SCHEME = Pattern.compile("([^/:@\\s,]*):[^/@\\s]\\S*@");

    private final String label;
    private boolean refused;

    /**
     * @param plugin the plugin's name, as it stands in a configuration
     * @param name the value of its {@code name} attribute; null for a plugin without a name
     */
    public Attributes(String plugin, String name) {
        this(name == null ? plugin : plugin + " \"" + name + "\"");
    }

    private Attributes(String label) {
        this.label = label;
    }

    /**
     * @param plugin the name of a plugin without a name of its own, as it stands in a configuration
     * @param node its element; null where there is none
     * @return attributes whose messages also name the appender around the element
     */
    public static Attributes within(String plugin, Node node) {
        Node parent = node == null ? null : node.getParent();
        while (parent != null && !parent.getAttributes().containsKey("name")) {
            parent = parent.getParent();
        }
        return new Attributes(
                parent == null
                        ? plugin
                        : plugin + " of " + parent.getName() + " \""
                                + parent.getAttributes().get("name") + "\"");
    }

    /**
     * @param value an attribute as it stands in the configuration; the default of a lookup may have left it empty
     * @return the value without surrounding white space; null if nothing is left
     */
    public static String given(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** @return the plugin and its name, with which messages begin */
    public String label() {
        return label;
    }

    /** @return whether {@link #refuse} was called, so that the plugin must be left out */
    public boolean refused() {
        return refused;
    }

    /**
     * @param attribute the attribute's name
     * @param value a number of bytes, or one followed by KB, MB, GB or TB (of 1024); null if it is not given
     * @param minimum the smallest size that makes sense, in bytes
     * @param maximum the largest size, in bytes
     * @param defaultValue replaces a missing or an invalid size, in bytes
     * @return the size in bytes
     */
    public long size(String attribute, String value, long minimum, long maximum, long defaultValue) {
        ValueSyntax<Long> syntax = ValueSyntax.size(minimum, maximum);
        return read(attribute, value, syntax, defaultValue, ValueSyntax.sizeText(defaultValue));
    }

    /**
     * As {@link #size(String, String, long, long, long)}, for the size of something in memory.
     *
     * @param attribute the attribute's name
     * @param value as there
     * @param minimum as there
     * @param maximum as there
     * @param defaultValue as there
     * @return the size in bytes
     */
    public int size(String attribute, String value, int minimum, int maximum, int defaultValue) {
        return (int) size(attribute, value, (long) minimum, maximum, defaultValue);
    }

    /**
     * @param attribute the attribute's name
     * @param value a decimal number; null if it is not given
     * @param minimum the smallest number that is allowed
     * @param maximum the largest number that is allowed
     * @param defaultValue replaces a missing or an invalid number
     * @return the number
     */
    public int number(String attribute, String value, int minimum, int maximum, int defaultValue) {
        ValueSyntax<Long> syntax = ValueSyntax.integer(minimum, maximum);
        Object used = defaultValue == Integer.MAX_VALUE ? "no limit" : defaultValue;
        return (int) (long) read(attribute, value, syntax, (long) defaultValue, used);
    }

    /**
     * @param attribute the attribute's name
     * @param value milliseconds, 0 or more; null if it is not given
     * @param defaultValue replaces a missing or an invalid number
     * @return the number of milliseconds
     */
    public int millis(String attribute, String value, int defaultValue) {
        return number(attribute, value, 0, Integer.MAX_VALUE, defaultValue);
    }

    /**
     * @param attribute the attribute's name
     * @param value {@code true} or {@code false}, in any case; null if it is not given
     * @param defaultValue replaces a missing or an invalid value
     * @return the value
     */
    public boolean flag(String attribute, String value, boolean defaultValue) {
        return read(attribute, value, ValueSyntax.FLAG, defaultValue, defaultValue);
    }

    /**
     * @param attribute the attribute's name
     * @param value the permissions of a file, such as {@code rw-r-----}; null if they are not given
     * @return the permissions; null for those that the process's umask gives
     */
    public Set<PosixFilePermission> permissions(String attribute, String value) {
        String given = given(value);
        if (given == null) {
            return null;
        }
        try {
            return PosixFilePermissions.fromString(given);
        } catch (IllegalArgumentException e) {
            wrong(attribute, value, "expected permissions such as rw-r-----", "the umask");
            return null;
        }
    }

    /**
     * @param <E> an enumeration whose constants, in lower case, are the values a user writes
     * @param attribute the attribute's name
     * @param value the name of a constant, in any case; null if it is not given
     * @param defaultValue replaces a missing or an invalid value
     * @return the constant
     */
    public <E extends Enum<E>> E choice(String attribute, String value, E defaultValue) {
        ValueSyntax<E> syntax = ValueSyntax.oneOf(defaultValue.getDeclaringClass());
        return read(attribute, value, syntax, defaultValue, ValueSyntax.nameOf(defaultValue));
    }

    private <T> T read(String attribute, String value, ValueSyntax<T> syntax, T defaultValue, Object used) {
        String given = given(value);
        if (given == null) {
            return defaultValue;
        }
        T parsed = syntax.parse(given);
        if (parsed == null) {
            wrong(attribute, value, "expected " + syntax.expected(), used);
            return defaultValue;
        }
        return parsed;
    }

    /**
     * Reports an invalid value that is replaced by another.
     *
     * @param attribute the attribute's name
     * @param value the value as it was given; null if it is missing
     * @param reason stands in parentheses: {@code expected …}, or why a valid value can't be used
     * @param used what is used instead
     */
    public void wrong(String attribute, String value, String reason, Object used) {
        LOGGER.error("{}: {} ({}); using {}", label, problem(attribute, value), reason, used);
    }

    /**
     * Reports an invalid value for which there is no default, so that the appender is left out: from now on
     * {@link #refused()} is true.
     *
     * @param attribute the attribute's name
     * @param value the value as it was given; null if it is missing
     * @param reason as for {@link #wrong}
     */
    public void refuse(String attribute, String value, String reason) {
        refused = true;
        LOGGER.error("{}: {} ({}); the appender is left out", label, problem(attribute, value), reason);
    }

    private static String problem(String attribute, String value) {
        return value == null ? "missing " + attribute : "invalid " + attribute + " \"" + withoutSecrets(value) + "\"";
    }

    /**
     * @param value may hold an address with a password
     * @return the same with {@code ****} in the place of the password
     */
    public static String withoutSecrets(String value) {
        if (value == null) {
            return null;
        }
        String shown = PASSWORD.matcher(value).replaceAll("$1:****@");
        return PASSWORD_WITHOUT_SCHEME.matcher(shown).replaceAll("$1:****@");
    }
}
