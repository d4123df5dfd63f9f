package io.github.log4jray.stdio;

import io.github.log4jray.settings.BackgroundThread;
import io.github.log4jray.settings.UninterruptedWait;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.spi.ExtendedLogger;

/**
 * Logs the lines of one captured stream. One thread at a time has the <em>turn</em> to log, so that lines that were printed
 * together stay together. No thread holds the monitor of the stream while Log4j is at work. Thread-safe.
 *
 * <p>{@link Throwable#printStackTrace()} holds the monitor of the stream and prints line by line. This deadlock would be
 * possible if Log4j ran under that monitor:
 *
 * <ol>
 *   <li>Thread A prints a stack trace: it takes the monitor of the stream.
 *   <li>Thread B logs an event: it takes a lock within Log4j, for example that of an appender.
 *   <li>A logs the first line of its trace, and waits for the lock of B.
 *   <li>B prints a stack trace from within Log4j, for example in a filter, and waits for the monitor of A.
 * </ol>
 *
 * <p>So the thread that prints does this:
 *
 * <ol>
 *   <li>It enters the monitor of the stream, which waits for a trace that another thread prints, and takes the turn.
 *   <li>It leaves the monitor, and logs its lines.
 *   <li>If it held the monitor before, as A does, a <em>deputy</em> thread logs for it. A waits for the deputy in {@link
 *       Object#wait()}, which gives up the monitor. B can print then, its lines go on, and the deputy gets the lock.
 *   <li>It gives back the turn.
 * </ol>
 *
 * <p>Other threads wait for the turn only while the line that is logged takes less than a second: an appender may itself
 * wait for a thread that prints. After that they log without the turn.
 *
 * <p>An {@link Error}, for example a stack overflow, may come at each call. So the last step before a {@code try} marks a
 * state, and {@code finally} ends the state by the assignment of a field, which calls nothing.
 */
final class LineLogger {

    /** Code of others may wait at the same monitor, and take a notification of this class. */
    private static final long LOOK_AGAIN_MILLIS = 100;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
    private static final int IDLE_SECONDS = 5;

    /**
     * True on a thread that logs a line of either stream: filters run before Log4j counts its own recursion. An array, as its
     * end is then no call; of a class of the JDK, as threads of the application keep it.
     */
    private static final ThreadLocal<boolean[]> LOGGING = ThreadLocal.withInitial(() -> new boolean[1]);

    /** Starts a thread for a deputy, and ends it when it was idle for a while. */
    private final ExecutorService deputies = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            BackgroundThread.factory("log4jray-stdio"));

    private final Object monitor;
    private final String fqcn;
    private final StandardStream stream;
    private final PrintStream original;
    private final Supplier<ExtendedLogger> logger;

    /** The thread that has the turn, or null; guarded by the monitor. */
    private Thread owner;

    /** When the thread that has the turn began its current line, by {@link System#nanoTime}. */
    private volatile long lineBegan;

    /**
     * @param captured the captured stream: its monitor is used here, and the caller of its class is the location of an event
     * @param stream the logger, level and marker of the lines
     * @param original gets the lines that can't be logged
     * @param logger gets the lines; its value is null while there is none
     */
    LineLogger(PrintStream captured, StandardStream stream, PrintStream original, Supplier<ExtendedLogger> logger) {
        this.monitor = captured;
        this.fqcn = captured.getClass().getName();
        this.stream = stream;
        this.original = original;
        this.logger = logger;
    }

    /** @return whether this thread logs a line of a captured stream now */
    static boolean isLogging() {
        return LOGGING.get()[0];
    }

    /** @param lines printed together by this thread */
    void log(List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        Thread self = Thread.currentThread();
        boolean turn = takeTurn(self);
        try {
            if (Thread.holdsLock(monitor)) {
                logByDeputy(lines, turn);
            } else {
                logAll(lines, turn);
            }
        } finally {
            if (turn) {
                synchronized (monitor) {
                    owner = null;
                    monitor.notify();
                }
            }
        }
    }

    /** The capture has ended: the threads of deputies end. */
    void end() {
        deputies.shutdown();
    }

    /** @return whether this thread has the turn now; false if a line of another thread takes too long */
    private boolean takeTurn(Thread self) {
        synchronized (monitor) {
            boolean taken = isFreeFor(self)
                    || UninterruptedWait.until(
                                    FOREVER,
                                    () -> isFreeFor(self) || isLate(),
                                    nanos -> monitor.wait(LOOK_AGAIN_MILLIS))
                            && isFreeFor(self);
            long now = System.nanoTime();
            if (taken) {
                lineBegan = now;
                owner = self;
            }
            return taken;
        }
    }

    /**
     * A thread that begins to print does not have the turn yet. A thread that has ended does not have it any more, even if
     * an Error has left it in the field.
     */
    private boolean isFreeFor(Thread self) {
        return owner == null || owner == self || !owner.isAlive();
    }

    private boolean isLate() {
        return System.nanoTime() - lineBegan >= PATIENCE_NANOS;
    }

    private void logAll(List<String> lines, boolean turn) {
        boolean[] logging = LOGGING.get();
        logging[0] = true;
        try {
            for (String line : lines) {
                if (turn) {
                    lineBegan = System.nanoTime();
                }
                log(line);
            }
        } finally {
            logging[0] = false;
        }
    }

    private void log(String line) {
        ExtendedLogger taker = logger.get();
        if (taker == null) {
            original.println(line);
            return;
        }
        try {
            if (taker instanceof Logger coreLogger && LevelRule.overrules(coreLogger, stream, line)) {
                taker.logMessage(fqcn, stream.level(), stream.marker(), new SimpleMessage(line), null);
            } else {
                taker.logIfEnabled(fqcn, stream.level(), stream.marker(), line);
            }
        } catch (RuntimeException e) {
            // an appender with ignoreExceptions="false": code that prints expects no exception
            original.println(line);
        }
    }

    /**
     * Logs lines after the capture has ended.
     *
     * @param lines printed without a line end
     * @param configuration was in force until now, and its appenders still run
     */
    void log(List<String> lines, Configuration configuration) {
        if (!LevelRule.allows(configuration, stream)) {
            return;
        }
        for (String line : lines) {
            try {
                configuration
                        .getLoggerConfig(stream.loggerName())
                        .log(stream.loggerName(), fqcn, stream.marker(), stream.level(), new SimpleMessage(line), null);
            } catch (RuntimeException e) {
                // as above; the stop goes on
                original.println(line);
            }
        }
    }

    /** The calling thread holds the monitor. It gives the monitor up until the deputy is done; an interrupt waits. */
    private void logByDeputy(List<String> lines, boolean turn) {
        Deputy deputy = new Deputy(() -> logAll(lines, turn), monitor);
        try {
            deputies.execute(deputy);
        } catch (RejectedExecutionException | IllegalThreadStateException | OutOfMemoryError e) {
            // no thread can be started, or the capture has ended meanwhile
            logAll(lines, turn);
            return;
        }
        UninterruptedWait.until(FOREVER, () -> deputy.done, nanos -> monitor.wait());
        if (!deputy.begun) {
            logAll(lines, turn);
        }
    }

    /** Works on another thread, with name and {@link ThreadContext} of the thread that made it. */
    private static final class Deputy implements Runnable {
        private final String name = Thread.currentThread().getName();
        private final Map<String, String> context = ThreadContext.getImmutableContext();
        private final List<String> stack = ThreadContext.getImmutableStack().asList();
        private final Runnable work;
        private final Object monitor;

        /** Guarded by the monitor. */
        private boolean done;

        /** Whether the work has begun: without memory the thread may end before. Written before {@link #done}. */
        private boolean begun;

        private Deputy(Runnable work, Object monitor) {
            this.work = work;
            this.monitor = monitor;
        }

        @Override
        public void run() {
            Thread self = Thread.currentThread();
            String own = self.getName();
            try {
                self.setName(name);
                ThreadContext.putAll(context);
                ThreadContext.setStack(stack);
                begun = true;
                work.run();
            } finally {
                synchronized (monitor) {
                    done = true;
                    monitor.notifyAll();
                }
                ThreadContext.clearAll();
                self.setName(own);
            }
        }
    }
}
