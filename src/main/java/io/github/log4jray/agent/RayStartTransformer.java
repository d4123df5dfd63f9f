package io.github.log4jray.agent;

import io.github.log4jray.ray.LoggingSetup;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;

/**
 * Switches off Ray's set-up of logging when the JVM loads the first class of Ray's runtime. Ray sets up logging later.
 *
 * <ul>
 *   <li>The agent can't do it earlier: the JVM loads a class of Log4j when it verifies Ray's {@code LoggingUtil}.
 *   <li>It does not happen while the JVM loads {@code LoggingUtil} itself: then a plugin of log4j-ray, which has started
 *       before Ray, switches the set-up off at this moment, and a class can't be loaded twice.
 * </ul>
 */
final class RayStartTransformer implements ClassFileTransformer {

    private static final String RUNTIME = "io/ray/runtime/";
    private final Instrumentation instrumentation;

    RayStartTransformer(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String className, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
        if (className != null
                && className.startsWith(RUNTIME)
                && !LoggingSetup.isOf(className)
                && instrumentation.removeTransformer(this)) {
            try {
                LoggingSetup.skip(loader);
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                Agent.say("can't keep Ray from replacing the configuration: " + e);
            }
        }
        return null;
    }
}
