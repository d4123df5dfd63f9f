package io.github.log4jray.rotation;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Tasks that wait until they are due, and the daemon thread that takes them. The thread starts with the first task, and
 * ends after five seconds without one.
 *
 * <p>Any thread adds tasks, also one with hardly any stack or memory left. So an Error must leave nothing behind: a
 * task is added by plain assignments under a monitor, after the thread has been started. JDK executors can't be used
 * here: an Error within one of their methods may leave a lock held, or a thread counted that does not exist.
 */
final class TaskQueue {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private static final long IDLE_NANOS = 5_000_000_000L;

    /** The thread looks so often, and so needs no notification. */
    private static final long POLL_NANOS = 50_000_000;

    /** The shortest wait: tasks that are due at almost the same time are taken together. */
    private static final long SHORTEST_NANOS = 5_000_000;

    private final ThreadFactory factory;
    private final Consumer<ScheduledTask> taker;
    private final Runnable loop = this::takeAll;

    private ScheduledTask first;

    /** Null if no thread takes tasks. */
    private Thread thread;

    /** The thread ends as soon as no task waits. */
    private boolean ending;

    /**
     * @param factory makes the thread
     * @param taker gets each task that is due, on the thread
     */
    TaskQueue(ThreadFactory factory, Consumer<ScheduledTask> taker) {
        this.factory = factory;
        this.taker = taker;
    }

    /**
     * Adds a task, unless it waits already.
     *
     * @param task the task
     * @param nanos the delay
     * @return false if no thread can be started; then the task is not added
     */
    boolean add(ScheduledTask task, long nanos) {
        long due = System.nanoTime() + nanos;
        synchronized (this) {
            ending = false;
            if (thread == null && !start()) {
                return false;
            }
            if (!task.queued) {
                task.due = due;
                task.next = first;
                first = task;
                task.queued = true;
                if (nanos == 0) {
                    notifyAll();
                }
            }
            return true;
        }
    }

    /** Drops all tasks that wait. */
    synchronized void clear() {
        while (first != null) {
            remove(first);
        }
    }

    /** Ends the thread as soon as no task waits. The next task starts it again. */
    synchronized void end() {
        ending = true;
        notifyAll();
    }

    private boolean start() {
        try {
            Thread starting = factory.newThread(loop);
            starting.start();
            thread = starting;
            return true;
        } catch (OutOfMemoryError | IllegalThreadStateException e) {
            // the latter if the thread group of the calling thread is destroyed (JDK 17)
            return false;
        }
    }

    /** Whatever a task throws, the thread must not end: no task would be taken any more. */
    private void takeAll() {
        Throwable failure = null;
        boolean running = true;
        while (running) {
            try {
                if (failure != null) {
                    Throwable told = failure;
                    failure = null;
                    LOGGER.error("log4j-ray: a background task of a log file has failed", told);
                }
                ScheduledTask task = next();
                running = task != null;
                if (running) {
                    taker.accept(task);
                }
            } catch (OutOfMemoryError | StackOverflowError e) {
                // nothing is called here, as any call might fail too
                running = true;
            } catch (RuntimeException | Error e) {
                failure = e;
                running = true;
            }
        }
    }

    /** @return the task that is due first; null after a long time without a task, and then the thread must end */
    private synchronized ScheduledTask next() {
        long idleSince = System.nanoTime();
        while (true) {
            ScheduledTask earliest = earliest();
            long now = System.nanoTime();
            if (earliest == null && (ending || now - idleSince > IDLE_NANOS)) {
                thread = null;
                return null;
            }
            if (earliest != null && earliest.due - now <= 0) {
                remove(earliest);
                return earliest;
            }
            long wait = earliest == null ? POLL_NANOS : Math.max(SHORTEST_NANOS, earliest.due - now);
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(POLL_NANOS, wait));
            } catch (InterruptedException e) {
                // nobody interrupts this thread to stop it
                idleSince = now;
            }
        }
    }

    private ScheduledTask earliest() {
        ScheduledTask earliest = first;
        for (ScheduledTask task = first; task != null; task = task.next) {
            if (task.due - earliest.due <= 0) {
                earliest = task;
            }
        }
        return earliest;
    }

    private void remove(ScheduledTask removed) {
        if (first == removed) {
            first = removed.next;
        } else {
            ScheduledTask before = first;
            while (before.next != removed) {
                before = before.next;
            }
            before.next = removed.next;
        }
        removed.next = null;
        removed.queued = false;
    }
}
