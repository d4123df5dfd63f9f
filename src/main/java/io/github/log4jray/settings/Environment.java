package io.github.log4jray.settings;

/**
 * System properties and environment variables, read in one place. A value that is empty or blank counts as unset, as
 * shells and container definitions often hand on an empty variable where none was meant.
 */
public final class Environment {

    private Environment() {}

    /**
     * @param name the name of a system property
     * @return its value without surrounding white space, or null where it is unset, blank or not readable
     */
    public static String property(String name) {
        try {
            return present(System.getProperty(name));
        } catch (SecurityException e) {
            return null;
        }
    }

    /**
     * @param name the name of an environment variable
     * @return its value without surrounding white space, or null where it is unset, blank or not readable
     */
    public static String variable(String name) {
        try {
            return present(System.getenv(name));
        } catch (SecurityException e) {
            return null;
        }
    }

    private static String present(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }
}
