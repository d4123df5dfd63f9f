package io.github.log4jray.testing.ray;

import io.ray.api.Ray;
import io.ray.api.id.UniqueId;
import io.ray.api.runtime.RayRuntime;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.lookup.ContextMapLookup;

/** Logs while a Ray is initialised whose runtime is none that is known, and prints how it is asked for its node. */
public final class OtherRay {

    /** Its node. */
    public static final String NODE = "ab".repeat(28);

    private OtherRay() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        Logger logger = LogManager.getLogger(OtherRay.class);
        initialise();
        logger.info("first");
        RayLogging.awaitNodeId();
        logger.info("then");
        System.out.println("looked up " + new ContextMapLookup().lookup("node_id"));
    }

    /** From now on {@code Ray.isInitialized()}. */
    public static void initialise() throws ReflectiveOperationException {
        io.ray.api.runtimecontext.RuntimeContext context =
                proxy(io.ray.api.runtimecontext.RuntimeContext.class, "getCurrentNodeId", OtherRay::node);
        Field runtime = Ray.class.getDeclaredField("runtime");
        runtime.setAccessible(true);
        runtime.set(null, proxy(RayRuntime.class, "getRuntimeContext", () -> context));
    }

    /** Ray's own needs a library to be written. */
    private static final class Node extends UniqueId {

        private static final long serialVersionUID = 1;

        Node() {
            super(HexFormat.of().parseHex(NODE));
        }

        @Override
        public String toString() {
            return NODE;
        }
    }

    private static Node node() {
        System.out.println("asked while Ray can't shut down: " + Thread.holdsLock(Ray.class));
        return new Node();
    }

    private static <T> T proxy(Class<T> type, String method, Supplier<?> result) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, called, values) -> {
                    if (called.getName().equals(method)) {
                        return result.get();
                    }
                    throw new UnsupportedOperationException(called.getName());
                }));
    }
}
