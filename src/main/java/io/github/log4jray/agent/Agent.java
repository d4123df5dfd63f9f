package io.github.log4jray.agent;

import io.github.log4jray.ray.LoggingSetup;
import java.lang.instrument.Instrumentation;
import java.net.URL;

/**
 * The Java agent: {@code -javaagent:log4j-ray.jar[=<path or URL of a Log4j configuration>]}. It puts log4j-ray on the
 * system class path, keeps the user's configuration in force on Ray, and names a configuration to Log4j, unless the
 * system properties {@code log4j2.configurationFile} or {@code log4j.configurationFile}, or the environment variable
 * {@code LOG4J_CONFIGURATION_FILE}, does. A worker of Ray, which is known by the system property {@code ray.session-dir},
 * gets a built-in configuration where none is named, or none that can be read. Elsewhere an agent without an argument
 * changes nothing. No class of Log4j is loaded here.
 */
public final class Agent {

    private static final String PROPERTY = "log4j2.configurationFile";
    private static final String OLD_PROPERTY = "log4j.configurationFile";
    private static final URL BUILT_IN = Agent.class.getResource("worker.xml");
    private static final String VARIABLE = "LOG4J_CONFIGURATION_FILE";

    private Agent() {}

    /**
     * Called by the JVM before {@code main}.
     *
     * @param argument path or URL of a configuration; null or empty for none
     * @param instrumentation tells when Ray begins
     */
    public static void premain(String argument, Instrumentation instrumentation) {
        if (LoggingSetup.isThere(ClassLoader.getSystemClassLoader())) {
            instrumentation.addTransformer(new RayStartTransformer(instrumentation));
        }
        nameConfiguration(given(argument));
    }

    private static void nameConfiguration(String argument) {
        String source = PROPERTY;
        String named = given(System.getProperty(PROPERTY));
        if (named == null) {
            source = OLD_PROPERTY;
            named = given(System.getProperty(OLD_PROPERTY));
        }
        if (named == null) {
            source = VARIABLE;
            named = given(System.getenv(VARIABLE));
        }
        boolean isWorker = given(System.getProperty("ray.session-dir")) != null;
        String location = named != null ? named : argument;
        String problem = location == null ? null : ConfigurationLocation.problem(location);
        if (problem != null) {
            say((named != null ? source : "configuration") + "=\"" + location + "\" " + problem
                    + (isWorker ? "; using the built-in configuration" : "; ignoring it"));
        }
        if (isWorker && (location == null || problem != null)) {
            System.clearProperty(OLD_PROPERTY);
            System.setProperty(PROPERTY, BUILT_IN.toString());
        } else if (location != null && problem == null && named == null) {
            System.setProperty(PROPERTY, location);
        }
    }

    private static String given(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    static void say(String what) {
        System.err.println("log4j-ray: " + what);
    }
}
