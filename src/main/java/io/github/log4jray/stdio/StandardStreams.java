package io.github.log4jray.stdio;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.spi.ExtendedLogger;

/**
 * Sends text that is printed to {@code System.out} and {@code System.err} to the loggers {@code stdout} and {@code stderr}
 * of a logger context, while a configuration that asks for it is active. Thread-safe.
 *
 * <ul>
 *   <li>A reconfiguration loses and repeats no line.
 *   <li>At the stop of a context, its appenders still run when they get the text without a line end.
 *   <li>If several contexts ask, the last one to ask gets the lines.
 * </ul>
 */
public final class StandardStreams {

    /** By context; its monitor guards all fields of this class. */
    private static final Map<LoggerContext, CaptureRequests> ALL = new HashMap<>();

    /**
     * Held while unfinished lines are logged, so that no appender stops meanwhile: at the end of the JVM, Log4j's own shutdown
     * hook may stop the context at the same time. Taken before the monitor above.
     */
    private static final Object UNFINISHED = new Object();

    /** The contexts whose configuration asks now, in the order in which they began. */
    private static final List<CaptureRequests> CAPTURING = new ArrayList<>();

    private static volatile CaptureRequests latest;

    private static List<CapturingStream> installed = List.of();

    private StandardStreams() {}

    /**
     * Begins the capture when the configuration is in force, which may be at once.
     *
     * @param configuration its loggers get the lines
     * @return to be called once: takes the request back; the last one also puts the original streams back
     */
    public static Runnable capture(Configuration configuration) {
        CaptureRequests requests;
        synchronized (ALL) {
            requests = ALL.computeIfAbsent(configuration.getLoggerContext(), CaptureRequests::of);
            requests.add(configuration);
            follow(requests);
        }
        return () -> release(requests, configuration);
    }

    /** The JVM ends: logs the text without a line end, if the capture has not ended. The capture continues. */
    public static void logUnfinished() {
        synchronized (UNFINISHED) {
            List<CapturingStream> capturing;
            Configuration configuration;
            synchronized (ALL) {
                capturing = installed;
                configuration = latest == null ? null : latest.inForce();
            }
            if (configuration != null) {
                capturing.forEach(stream -> stream.logUnfinished(configuration));
            }
        }
    }

    /**
     * Logs the text that this thread has printed without a line end: its work is over, and its next work begins a line of
     * its own.
     */
    public static void logUnfinishedOfThread() {
        List<CapturingStream> capturing;
        synchronized (ALL) {
            capturing = installed;
        }
        capturing.forEach(CapturingStream::logUnfinishedOfThread);
    }

    private static void release(CaptureRequests requests, Configuration configuration) {
        Runnable last;
        synchronized (ALL) {
            if (requests.remove(configuration)) {
                ALL.values().remove(requests);
            }
            last = follow(requests);
        }
        last.run();
    }

    /** @param requests those of a context that has a new configuration */
    static void changed(CaptureRequests requests) {
        Runnable last;
        synchronized (ALL) {
            last = follow(requests);
        }
        last.run();
    }

    /** @return an action that the caller runs without the monitor: it logs the text without a line end */
    private static Runnable follow(CaptureRequests requests) {
        Configuration before = requests.inForce();
        boolean captures = requests.follow();
        if (captures && !CAPTURING.contains(requests)) {
            CAPTURING.add(requests);
        } else if (!captures) {
            CAPTURING.remove(requests);
        }
        latest = CAPTURING.isEmpty() ? null : CAPTURING.get(CAPTURING.size() - 1);
        if (latest != null && installed.isEmpty()) {
            installed = Stream.of(StandardStream.values())
                    .map(stream -> new CapturingStream(stream, () -> logger(stream)))
                    .toList();
            installed.forEach(CapturingStream::install);
        } else if (latest == null && !installed.isEmpty()) {
            List<CapturingStream> ended = installed;
            installed = List.of();
            ended.forEach(CapturingStream::restore);
            return () -> {
                synchronized (UNFINISHED) {
                    ended.forEach(stream -> stream.end(before));
                }
            };
        }
        return () -> {};
    }

    private static ExtendedLogger logger(StandardStream stream) {
        CaptureRequests requests = latest;
        return requests == null ? null : requests.logger(stream);
    }
}
