package io.github.log4jray.ray;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessContext;
import io.github.log4jray.settings.Environment;
import java.util.concurrent.ThreadFactory;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.util.Log4jThreadFactory;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The ids that one runtime of Ray gives to the threads of this process, from {@code Ray.init()} to the next one.
 *
 * <p>Ray ends the process when it is asked for an id while it shuts down, and invents task ids for threads that are not a
 * task's (2.39 to 2.60). So no event asks it. In a worker {@link TaskStartDetector} asks on the task's own thread, where and
 * when Ray asks itself; in a driver a thread does so once, while it keeps Ray from shutting down. A task's id stays on
 * its thread until the next task begins there; between two tasks no code of the application runs on it.
 */
final class RayIds {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final ThreadFactory THREADS = Log4jThreadFactory.createDaemonThreadFactory("log4jray-node-id");
    private static final int JOB_DIGITS = ContextKeys.JOB_ID.digits();
    private static final int ACTOR_DIGITS = ContextKeys.ACTOR_ID.digits();

    /** How the actor's part of a task id begins where there is no actor; the job follows. */
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

    /** @return the ids of this thread; null where Ray has never been initialised, or is not there */
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
        tell(ContextKeys.JOB_ID, environment.variable("RAY_JOB_ID"));
        try {
            if (RayRuntime.isWorker(runtime)) {
                tasks = TaskStartDetector.watch(runtime, this);
            } else {
                tell(ContextKeys.JOB_ID, RayRuntime.jobOf(runtime));
                askForNode();
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOGGER.warn(
                    "log4j-ray: events have no task ids, as this Ray is another one than expected: {}", e.toString());
            askForNode();
        }
    }

    private void askForNode() {
        THREADS.newThread(() -> RayRuntime.whileItIsCurrent(runtime, this::tellNode))
                .start();
    }

    private ThreadTaskIds ofThread() {
        ThreadTaskIds ids = threads.get();
        if (ids == null) {
            ids = new ThreadTaskIds();
            threads.set(ids);
            // This one may have begun before there was somebody to notice it.
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
     * Called on a task's thread when it has begun.
     *
     * @param task its id, 48 hexadecimal digits, of which the last 32 are the actor's id, or no actor's and the job
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
        tell(ContextKeys.JOB_ID, task.substring(task.length() - JOB_DIGITS));
        if (!actor.startsWith(NO_ACTOR)) {
            tell(ContextKeys.ACTOR_ID, actor);
        }
        if (!knowsNode) {
            knowsNode = true;
            tellNode();
        }
        ids.setTask(task);
    }

    private void tellNode() {
        try {
            tell(ContextKeys.NODE_ID, RayRuntime.nodeOf(runtime));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            // Ray's local mode has no node, nor have the events.
            LOGGER.debug("log4j-ray: events have no node id, as Ray does not tell it: {}", e.toString());
        }
    }

    private static void tell(ContextKeys key, String id) {
        if (id != null && key.allows(id)) {
            ProcessContext.setOfRay(key, id);
        }
    }
}
