package io.github.log4jray.stdio;

import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;

/** Whether an appender asks for capture of the standard streams. */
public final class CaptureSetting {

    private static final String ATTRIBUTE = "captureStandardStreams";
    private static final String PROPERTY = "log4jray.captureStandardStreams";

    private CaptureSetting() {}

    /**
     * @param environment has the system property {@code log4jray.captureStandardStreams}
     * @return its value; false if it is not set or invalid
     */
    public static boolean of(Environment environment) {
        return environment.flag(PROPERTY, false);
    }

    /**
     * @param attributes reports an invalid attribute
     * @param environment has the system property {@code log4jray.captureStandardStreams}
     * @param captureStandardStreams the attribute of that name, or null
     * @return the value of the attribute; if it is not set or invalid, that of the system property
     */
    public static boolean of(Attributes attributes, Environment environment, String captureStandardStreams) {
        return attributes.flag(ATTRIBUTE, captureStandardStreams, of(environment));
    }
}
