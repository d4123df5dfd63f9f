package io.github.log4jray.jmh;

import io.ray.api.Ray;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.ContextDataInjector;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.core.impl.ContextDataInjectorFactory;

/**
 * A task of Ray that says what Ray's ids in the context data cost a task; {@code src/jmh/python/agent_cost.py} calls it.
 * Ray's executor asks for the type of the task at each beginning: that call is made here again and again.
 */
public final class TaskCost {

    private static final int CALLS = 50_000;
    private static final int ROUNDS = 5;

    private static final ContextDataInjector INJECTOR = ContextDataInjectorFactory.createInjector();

    private TaskCost() {}

    /** @return nanoseconds for a beginning and the data of one event: as Ray is, and with a task that is another one */
    public static String nanos() throws ReflectiveOperationException {
        LogManager.getLogger(TaskCost.class).info("begins");
        Object runtime = Ray.internal();
        Object watched = Class.forName("io.ray.runtime.AbstractRayRuntime")
                .getMethod("getWorkerContext")
                .invoke(runtime);
        Method type = Class.forName("io.ray.runtime.context.WorkerContext").getMethod("getCurrentTaskType");
        InvocationHandler starts = Proxy.getInvocationHandler(watched);
        Object bare = field(starts, "context");
        Object ids = field(starts, "ids");
        Method begins = ids.getClass().getDeclaredMethod("begins", String.class);
        begins.setAccessible(true);
        String other = "0d".repeat(24);
        long before = Long.MAX_VALUE;
        long after = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            before = Math.min(before, nanosOf(type, bare, ids, begins, null));
            after = Math.min(after, nanosOf(type, watched, ids, begins, other));
        }
        return before + " " + after;
    }

    private static Object field(Object object, String name) throws ReflectiveOperationException {
        Field field = object.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(object);
    }

    private static long nanosOf(Method type, Object context, Object ids, Method begins, String other)
            throws ReflectiveOperationException {
        long nanos = 0;
        for (int i = 0; i < CALLS; i++) {
            if (other != null) {
                begins.invoke(ids, other);
            }
            long start = System.nanoTime();
            type.invoke(context);
            INJECTOR.injectContextData(null, ContextDataFactory.emptyFrozenContextData());
            nanos += System.nanoTime() - start;
        }
        return nanos / CALLS;
    }
}
