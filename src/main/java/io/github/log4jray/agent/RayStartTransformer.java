package io.github.log4jray.agent;

import io.github.log4jray.ray.LoggingSetup;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;

/**
 * Waits for the first class of Ray's runtime, which is loaded before Ray sets up logging, and keeps it from that. Not
 * done before: the JVM loads a class of Log4j when it verifies the class of Ray that is told so. Nor while that class
 * is loaded itself, because Log4j has begun before Ray: then it is told already, and can't be loaded a second time.
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
