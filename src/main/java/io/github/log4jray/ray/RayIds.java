package io.github.log4jray.ray;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessContext;
import io.github.log4jray.settings.BackgroundThread;
import io.github.log4jray.settings.Environment;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The ids that one runtime of Ray gives to the threads of this process, from {@code Ray.init()} to the next one.
 *
 * <p>Ray ends the process if a thread asks for an id during a shutdown, and it invents task ids for threads without a task
 * (2.39 to 2.60). So no event asks Ray:
 *
 * <ul>
 *   <li>In a worker, {@link TaskStartDetector} asks on the thread of the task, at the moment when Ray itself does so. The id
 *       of a task stays on its thread until the next task begins there, as no other code of the application runs between.
 *   <li>In a driver, a thread of its own asks once, while it keeps Ray from shutting down.
 * </ul>
 *
 * <p>Thread-safe: each thread has its own {@link ThreadTaskIds}.
 */
final class RayIds {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final int JOB_DIGITS = ContextKeys.JOB_ID.digits();
    private static final int ACTOR_DIGITS = ContextKeys.ACTOR_ID.digits();

    /** The beginning of the actor's part in the id of a task without an actor; the job id follows. */
    private static final String NO_ACTOR = "f".repeat(ACTOR_DIGITS - JOB_DIGITS);

    private static volatile RayIds latest;

    private final Object runtime;
    private final Environment environment;
    private final ThreadLocal<ThreadTaskIds> threads = new ThreadLocal<>();
    private TaskStartDetector tasks;
    private volatile boolean knowsNode;

    private RayIds(Object runtime, Environment environment) {
        this.runtime = runtime;
        this.environment = environment;
    }

    /** @return the ids of this thread; null if Ray is absent or has never been initialised */
    static ThreadTaskIds ofThisThread() {
        Object runtime = RayRuntime.current();
        RayIds known = latest;
        if (runtime != null && (known == null || known.runtime != runtime)) {
            known = begin(runtime);
        }
        return known == null ? null : known.ofThread().with(ProcessContext.current());
    }

    private static synchronized RayIds begin(Object runtime) {
        RayIds known = latest;
        if (known == null || known.runtime != runtime) {
            known = new RayIds(runtime, Environment.process());
            known.begin();
            latest = known;
        }
        return known;
    }

    private void begin() {
        set(ContextKeys.JOB_ID, environment.text("RAY_JOB_ID"));
        try {
            if (RayRuntime.isWorker(runtime)) {
                tasks = TaskStartDetector.watch(runtime, this);
            } else {
                set(ContextKeys.JOB_ID, RayRuntime.jobOf(runtime));
                askForNode();
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOGGER.warn(
                    "log4j-ray: events have no task ids: this version of Ray differs from the known ones: {}",
                    e.toString());
            askForNode();
        }
    }

    private void askForNode() {
        BackgroundThread.of(() -> RayRuntime.whileItIsCurrent(runtime, this::setNode), "log4jray-node-id")
                .start();
    }

    private ThreadTaskIds ofThread() {
        ThreadTaskIds ids = threads.get();
        if (ids == null) {
            ids = new ThreadTaskIds();
            threads.set(ids);
            // The current task may have begun before the detector was there.
            if (tasks != null && TaskStartDetector.isRunningOne()) {
                tasks.begins();
            }
        }
        return ids;
    }

    /** @return whether a task has begun on this thread before */
    boolean isOfTasks() {
        ThreadTaskIds ids = threads.get();
        return ids != null && ids.task() != null;
    }

    /**
     * Called on the thread of a task when the task has begun.
     *
     * @param task the task id, 48 hexadecimal digits; the last 32 are the actor id, which ends with the job id
     */
    void begins(String task) {
        if (!ContextKeys.TASK_ID.allows(task)) {
            return;
        }
        ThreadTaskIds ids = threads.get();
        if (ids == null) {
            ids = new ThreadTaskIds();
            threads.set(ids);
        }
        if (task.equals(ids.task())) {
            return;
        }
        String actor = task.substring(task.length() - ACTOR_DIGITS);
        set(ContextKeys.JOB_ID, task.substring(task.length() - JOB_DIGITS));
        if (!actor.startsWith(NO_ACTOR)) {
            set(ContextKeys.ACTOR_ID, actor);
        }
        if (!knowsNode) {
            knowsNode = true;
            setNode();
        }
        ids.setTask(task);
    }

    private void setNode() {
        try {
            set(ContextKeys.NODE_ID, RayRuntime.nodeOf(runtime));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            // Ray's local mode has no node, so its events have no node id
            LOGGER.debug("log4j-ray: events have no node id, because Ray does not know it: {}", e.toString());
        }
    }

    private static void set(ContextKeys key, String id) {
        if (id != null && key.allows(id)) {
            ProcessContext.setOfRay(key, id);
        }
    }
}
