package io.github.log4jray.stdio;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.util.Log4jThreadFactory;

/**
 * A thread that logs in the place of one that holds a monitor, which is free meanwhile: with its name and its
 * {@link ThreadContext}. Only the location of an event is not to be had.
 */
final class Deputy {

    private static final int IDLE_SECONDS = 5;

    private static final ExecutorService THREADS = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Log4jThreadFactory.createDaemonThreadFactory("log4jray-stdio"));

    private final String name = Thread.currentThread().getName();
    private final Map<String, String> context = ThreadContext.getImmutableContext();
    private final List<String> stack = ThreadContext.getImmutableStack().asList();
    private final Object monitor;
    private final Runnable work;
    private boolean done;

    private Deputy(Object monitor, Runnable work) {
        this.monitor = monitor;
        this.work = work;
    }

    /**
     * Runs work on another thread, and returns when it is done, which an interruption does not change.
     *
     * @param monitor is held by the calling thread, and not while the work is done
     * @param work logs
     */
    static void run(Object monitor, Runnable work) {
        Deputy deputy = new Deputy(monitor, work);
        try {
            THREADS.execute(deputy::act);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // no thread can be had
            work.run();
            return;
        }
        deputy.await();
    }

    private void act() {
        Thread self = Thread.currentThread();
        String own = self.getName();
        try {
            self.setName(name);
            ThreadContext.putAll(context);
            ThreadContext.setStack(stack);
            work.run();
        } finally {
            ThreadContext.clearAll();
            self.setName(own);
            synchronized (monitor) {
                done = true;
                monitor.notifyAll();
            }
        }
    }

    private void await() {
        boolean interrupted = false;
        synchronized (monitor) {
            while (!done) {
                try {
                    monitor.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
