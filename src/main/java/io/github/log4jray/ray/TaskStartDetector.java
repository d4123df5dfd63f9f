package io.github.log4jray.ray;

import io.github.log4jray.settings.ReportOnce;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Notices in a worker that a task begins on its thread. It is a proxy in front of Ray's {@code WorkerContext} and forwards all
 * calls. {@code TaskExecutor.execute} calls {@code getCurrentJobId} before it loads the class of a task, and
 * {@code getCurrentTaskType} before it calls the task. No other code of Ray calls the latter (Ray 2.39 to 2.60).
 */
final class TaskStartDetector implements InvocationHandler {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final String TASK_EXECUTOR = "io.ray.runtime.task.TaskExecutor";

    private final Object context;
    private final Method taskId;
    private final RayIds ids;

    private TaskStartDetector(Object context, Method taskId, RayIds ids) {
        this.context = context;
        this.taskId = taskId;
        this.ids = ids;
    }

    /**
     * @param runtime of Ray, in a worker
     * @param ids learns the id of each task
     * @return the detector, which is in place from now on
     * @throws ReflectiveOperationException if this version of Ray differs from the known ones
     */
    static TaskStartDetector watch(Object runtime, RayIds ids) throws ReflectiveOperationException {
        Field field = RayRuntime.typeOf(runtime).getDeclaredField("workerContext");
        field.setAccessible(true);
        Class<?> type = field.getType();
        type.getMethod("getCurrentTaskType");
        TaskStartDetector starts = new TaskStartDetector(field.get(runtime), type.getMethod("getCurrentTaskId"), ids);
        field.set(runtime, Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, starts));
        return starts;
    }

    /** @return whether a task runs on this thread, or Ray loads its class */
    static boolean isRunningOne() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(TASK_EXECUTOR)));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        Object result;
        try {
            result = method.invoke(context, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        switch (method.getName()) {
            case "getCurrentTaskType" -> begins();
            case "getCurrentJobId" -> {
                if (ids.isOfTasks() || isRunningOne()) {
                    begins();
                }
            }
            default -> {
                // Ray calls the other methods at any time
            }
        }
        return result;
    }

    /** Called on the thread of a task, possibly more than once for a task. */
    void begins() {
        try {
            ids.begins(taskId.invoke(context).toString());
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            if (ReportOnce.RAY_IDS.first("task")) {
                LOGGER.warn("log4j-ray: can't ask Ray for the id of a task: {}", e.toString());
            }
        }
    }
}
