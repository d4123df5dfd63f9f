package io.github.log4jray.stdio;

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
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.util.Log4jThreadFactory;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.spi.ExtendedLogger;

/**
 * Logs the lines of one captured stream. One thread at a time has the <em>turn</em> to log, so that lines that were
 * printed together stay together. No thread holds the monitor of the stream while Log4j is at work. Thread-safe.
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
 *   <li>If it held the monitor before, as A does, a <em>deputy</em> thread logs for it. A waits for the deputy in
 *       {@link Object#wait()}, which gives up the monitor. B can print then, its lines go on, and the deputy gets the lock.
 *   <li>It gives back the turn.
 * </ol>
 *
 * <p>Other threads wait for the turn only while the line that is logged takes less than a second: an appender may itself
 * wait for a thread that prints. After that they log without the turn.
 */
final class LineLogger {

    /** Code of others may wait at the same monitor, and take a notification of this class. */
    private static final long LOOK_AGAIN_MILLIS = 100;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
    private static final int IDLE_SECONDS = 5;

    /** Starts a thread for a deputy, and ends it when it was idle for a while. */
    private static final ExecutorService DEPUTIES = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Log4jThreadFactory.createDaemonThreadFactory("log4jray-stdio"));

    /** Set on a thread that logs a line of either stream: filters run before Log4j counts its own recursion. */
    private static final ThreadLocal<Boolean> LOGGING = new ThreadLocal<>();

    private final Object monitor;
    private final String fqcn;
    private final StandardStream stream;
    private final PrintStream original;
    private final Supplier<ExtendedLogger> logger;

    /** Whether a thread has the turn; guarded by the monitor. */
    private boolean busy;

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
        return LOGGING.get() != null;
    }

    /** @param lines printed together by this thread */
    void log(List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        boolean turn = takeTurn();
        try {
            if (Thread.holdsLock(monitor)) {
                logByDeputy(lines, turn);
            } else {
                logAll(lines, turn);
            }
        } finally {
            if (turn) {
                endTurn();
            }
        }
    }

    /** @return whether this thread has the turn now; false if a line of another thread takes too long */
    private boolean takeTurn() {
        synchronized (monitor) {
            boolean taken = !busy
                    || UninterruptedWait.until(FOREVER, this::isFreeOrLate, nanos -> monitor.wait(LOOK_AGAIN_MILLIS))
                            && !busy;
            if (taken) {
                busy = true;
                lineBegan = System.nanoTime();
            }
            return taken;
        }
    }

    private boolean isFreeOrLate() {
        return !busy || System.nanoTime() - lineBegan >= PATIENCE_NANOS;
    }

    private void endTurn() {
        synchronized (monitor) {
            busy = false;
            monitor.notify();
        }
    }

    private void logAll(List<String> lines, boolean turn) {
        LOGGING.set(true);
        try {
            for (String line : lines) {
                if (turn) {
                    lineBegan = System.nanoTime();
                }
                log(line);
            }
        } finally {
            LOGGING.remove();
        }
    }

    private void log(String line) {
        ExtendedLogger taker = logger.get();
        if (taker == null) {
            original.println(line);
            return;
        }
        try {
            taker.logIfEnabled(fqcn, stream.level(), stream.marker(), line);
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
        LoggerConfig config = configuration.getLoggerConfig(stream.loggerName());
        for (String line : lines) {
            if (stream.level().isMoreSpecificThan(config.getLevel())) {
                try {
                    config.log(
                            stream.loggerName(), fqcn, stream.marker(), stream.level(), new SimpleMessage(line), null);
                } catch (RuntimeException e) {
                    // as above; the stop goes on
                    original.println(line);
                }
            }
        }
    }

    /** The calling thread holds the monitor. It gives the monitor up until the deputy is done; an interrupt waits. */
    private void logByDeputy(List<String> lines, boolean turn) {
        Deputy deputy = new Deputy(() -> logAll(lines, turn), monitor);
        try {
            DEPUTIES.execute(deputy);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // no thread can be started
            logAll(lines, turn);
            return;
        }
        UninterruptedWait.until(FOREVER, () -> deputy.done, nanos -> monitor.wait());
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
    }
}
