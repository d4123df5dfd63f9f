package io.github.log4jray.settings;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Reads the attributes of one plugin in a configuration. Log4j's own conversion turns a wrong value into a default
 * with a warning, or silently into {@code false} (2.17.1 to 2.26.1); so numbers, sizes, booleans and enumerations are
 * {@code String} fields of the builders and are read here. A wrong value gives one error that names the plugin, the
 * appender, the attribute, the value and what happens instead; nothing is ever thrown.
 */
public final class Attributes {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** The grammar of Log4j's {@code FileSize}: {@code 1000}, {@code 512 KB}, {@code 1.5GB}, {@code 10 m}. */
    private static final Pattern SIZE =
            Pattern.compile("(\\d{1,18})(?:[.,](\\d{1,9}))?\\s*([KMGT]?)B?", Pattern.CASE_INSENSITIVE);

    private static final Pattern PASSWORD = Pattern.compile("(://[^/:@\\s]*):\\S*@");

    private final String label;
    private boolean refused;

    /**
     * @param plugin the plugin's name, as it stands in a configuration
     * @param name the value of its {@code name} attribute; null where it has none
     */
    public Attributes(String plugin, String name) {
        this.label = name == null ? plugin : plugin + " \"" + name + "\"";
    }

    /**
     * @param value an attribute as it stands in the configuration; the default of a lookup may have left it empty
     * @return the value without surrounding white space; null where nothing is left
     */
    public static String given(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** @return the plugin and its name, with which messages begin */
    public String label() {
        return label;
    }

    /** @return whether a value was refused for which there is no default, so that the plugin must be left out */
    public boolean refused() {
        return refused;
    }

    /**
     * @param attribute the attribute's name
     * @param value a number of bytes, or one followed by KB, MB, GB or TB (of 1024); null where it is not given
     * @param minimum the smallest size that makes sense, in bytes
     * @param maximum the largest
     * @param defaultValue in bytes
     * @return the size in bytes
     */
    public long size(String attribute, String value, long minimum, long maximum, long defaultValue) {
        if (given(value) == null) {
            return defaultValue;
        }
        long bytes = bytes(value.strip());
        if (bytes < minimum || bytes > maximum) {
            String range =
                    bytes < 0 || maximum == Long.MAX_VALUE ? "" : " from " + minimum + " to " + maximum + " bytes";
            wrong(attribute, value, "is no size" + range + ", such as 262144, \"512 KB\" or \"10 MB\"", defaultValue);
            return defaultValue;
        }
        return bytes;
    }

    /**
     * As {@link #size(String, String, long, long, long)}, for what is held in memory.
     *
     * @param attribute the attribute's name
     * @param value as there
     * @param minimum as there
     * @param maximum as there
     * @param defaultValue in bytes
     * @return the size in bytes
     */
    public int size(String attribute, String value, int minimum, int maximum, int defaultValue) {
        return (int) size(attribute, value, (long) minimum, maximum, defaultValue);
    }

    private static long bytes(String value) {
        Matcher size = SIZE.matcher(value);
        if (!size.matches()) {
            return -1;
        }
        if (size.group(2) == null && size.group(3).isEmpty()) {
            return Long.parseLong(size.group(1));
        }
        double unit = Math.pow(1024, "KMGT".indexOf(size.group(3).toUpperCase(Locale.ROOT)) + 1);
        if (size.group(3).isEmpty()) {
            unit = 1;
        }
        String fraction = size.group(2) == null ? "0" : size.group(2);
        return (long) (Double.parseDouble(size.group(1) + "." + fraction) * unit);
    }

    /**
     * @param attribute the attribute's name
     * @param value a decimal number; null where it is not given
     * @param minimum the smallest that is allowed
     * @param maximum the largest that is allowed
     * @param defaultValue stands for a missing or a wrong one
     * @return the number
     */
    public int number(String attribute, String value, int minimum, int maximum, int defaultValue) {
        if (given(value) == null) {
            return defaultValue;
        }
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= minimum && number <= maximum) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, together with numbers out of range
        }
        String range = maximum == Integer.MAX_VALUE ? minimum + " or more" : "from " + minimum + " to " + maximum;
        wrong(
                attribute,
                value,
                "is no whole number " + range,
                defaultValue == Integer.MAX_VALUE ? "no limit" : defaultValue);
        return defaultValue;
    }

    /**
     * @param attribute the attribute's name
     * @param value milliseconds, 0 or more; null where it is not given
     * @param defaultValue stands for a missing or a wrong one
     * @return the number of milliseconds
     */
    public int millis(String attribute, String value, int defaultValue) {
        return number(attribute, value, 0, Integer.MAX_VALUE, defaultValue);
    }

    /**
     * @param attribute the attribute's name
     * @param value {@code true} or {@code false}, in any case; null where it is not given
     * @param defaultValue stands for a missing or a wrong one
     * @return the value
     */
    public boolean flag(String attribute, String value, boolean defaultValue) {
        if (given(value) == null) {
            return defaultValue;
        }
        switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "true":
                return true;
            case "false":
                return false;
            default:
                wrong(attribute, value, "is neither true nor false", defaultValue);
                return defaultValue;
        }
    }

    /**
     * @param attribute the attribute's name
     * @param value the permissions of a file, such as {@code rw-r-----}; null where they are not given
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
            wrong(attribute, value, "is no set of permissions such as rw-r-----", "the umask");
            return null;
        }
    }

    /**
     * @param <E> an enumeration whose constants, in lower case, are the values a user writes
     * @param attribute the attribute's name
     * @param value one of them, in any case; null where it is not given
     * @param defaultValue stands for a missing or a wrong one
     * @return the constant
     */
    public <E extends Enum<E>> E choice(String attribute, String value, E defaultValue) {
        if (given(value) == null) {
            return defaultValue;
        }
        E[] constants = defaultValue.getDeclaringClass().getEnumConstants();
        for (E constant : constants) {
            if (constant.name().equalsIgnoreCase(value.strip())) {
                return constant;
            }
        }
        String known = Arrays.stream(constants).map(Attributes::written).collect(Collectors.joining(", "));
        wrong(attribute, value, "is none of " + known, written(defaultValue));
        return defaultValue;
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Says that a value is wrong and what is used in its place.
     *
     * @param attribute the attribute's name
     * @param value the value as it was given
     * @param reason begins with a verb: {@code is no …}
     * @param used what is used instead
     */
    public void wrong(String attribute, String value, String reason, Object used) {
        LOGGER.error("{}: {} {}; using {}", label, written(attribute, value), reason, used);
    }

    /**
     * Says that a value is wrong and that the plugin is left out for it: from now on {@link #refused()} is true.
     *
     * @param attribute the attribute's name
     * @param value the value as it was given; null where none was
     * @param reason begins with a verb: {@code is no …}
     */
    public void refuse(String attribute, String value, String reason) {
        refused = true;
        LOGGER.error("{}: {} {}; the appender is left out", label, written(attribute, value), reason);
    }

    private static String written(String attribute, String value) {
        return value == null ? attribute : attribute + "=\"" + withoutSecrets(value) + "\"";
    }

    /**
     * @param value may hold an address with a password
     * @return the same with {@code ****} in its place
     */
    public static String withoutSecrets(String value) {
        return value == null ? null : PASSWORD.matcher(value).replaceAll("$1:****@");
    }
}
