package io.github.log4jray.agent;

import io.github.log4jray.ray.LoggingSetup;
import java.lang.instrument.Instrumentation;
import java.net.URL;

/**
 * The Java agent: {@code -javaagent:log4j-ray.jar[=<path or URL of a Log4j configuration>]}. It adds log4j-ray to the system
 * class path, keeps the user's configuration in force on Ray, and names the configuration to Log4j. The first of these that is
 * present applies:
 *
 * <ol>
 *   <li>system property {@code log4j2.configurationFile};
 *   <li>system property {@code log4j.configurationFile};
 *   <li>environment variable {@code LOG4J_CONFIGURATION_FILE};
 *   <li>the argument of the agent;
 *   <li>in a worker of Ray, the built-in configuration. It also replaces a configuration that can't be read. A process is a
 *       worker if it has the system property {@code ray.session-dir}.
 * </ol>
 *
 * <p>In other processes an agent without an argument changes nothing. A JVM may have several agents, for example that of the
 * node, in {@code JAVA_TOOL_OPTIONS}, and that of a job: then the last argument that names a valid configuration applies. This
 * class loads no class of Log4j.
 */
public final class Agent {

    private static final String PROPERTY = "log4j2.configurationFile";
    private static final String OLD_PROPERTY = "log4j.configurationFile";
    private static final URL BUILT_IN = Agent.class.getResource("worker.xml");
    private static final String BUILT_IN_NAME = "using the built-in configuration";
    private static final String VARIABLE = "LOG4J_CONFIGURATION_FILE";

    /**
     * The configuration that an agent of this JVM has named to Log4j; null for none. The JVM runs its agents one after the
     * other.
     */
    private static String namedByAgent;

    private Agent() {}

    /**
     * Called by the JVM before {@code main}.
     *
     * @param argument the path or URL of a configuration; null or empty for none
     * @param instrumentation notices when the JVM loads Ray
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
        String earlier = named != null && named.equals(namedByAgent) ? named : null;
        if (earlier != null) {
            named = null;
        }
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
            say("invalid " + (named != null ? source : "configuration") + " \"" + location + "\" (" + problem + "); "
                    + (earlier != null ? "using " + earlier : isWorker ? BUILT_IN_NAME : "ignoring it"));
        }
        if (earlier != null && (location == null || problem != null)) {
            return;
        }
        if (isWorker && (location == null || problem != null)) {
            System.clearProperty(OLD_PROPERTY);
            name(BUILT_IN.toString());
        } else if (location != null && problem == null && named == null) {
            name(location);
        }
    }

    private static void name(String location) {
        System.setProperty(PROPERTY, location);
        namedByAgent = location;
    }

    private static String given(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    static void say(String what) {
        System.err.println("log4j-ray: " + what);
    }
}
