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
 * Sends what is printed to {@code System.out} and {@code System.err} to the loggers {@code stdout} and {@code stderr}
 * of a logger context, for as long as the context's configuration is one that asks for it. So a reconfiguration from
 * one that asks to another loses and repeats no line, and at the stop of a context its appenders still run when they
 * get what was printed without a line end. Where several contexts ask, the last one to do so gets the lines.
 * Thread-safe.
 */
public final class StandardStreams {

    /** Guards everything here. */
    private static final Map<LoggerContext, Requests> ALL = new HashMap<>();

    /** Those whose configuration asks, in the order in which they began. */
    private static final List<Requests> CAPTURING = new ArrayList<>();

    private static volatile Requests latest;

    private static List<CapturingStream> installed = List.of();

    private StandardStreams() {}

    /**
     * Begins the capture, at once where the configuration is in force, else when it comes into force.
     *
     * @param configuration whose loggers get the lines
     * @return ends it, once, if nobody else asks for it, and puts the streams back
     */
    public static Runnable capture(Configuration configuration) {
        Requests requests;
        synchronized (ALL) {
            requests = ALL.computeIfAbsent(configuration.getLoggerContext(), Requests::new);
            requests.add(configuration);
            follow(requests);
        }
        return () -> release(requests, configuration);
    }

    private static void release(Requests requests, Configuration configuration) {
        Runnable last;
        synchronized (ALL) {
            if (requests.remove(configuration)) {
                ALL.values().remove(requests);
            }
            last = follow(requests);
        }
        last.run();
    }

    /** @param requests of a context whose configuration is another one now */
    static void changed(Requests requests) {
        Runnable last;
        synchronized (ALL) {
            last = follow(requests);
        }
        last.run();
    }

    /** Returns what is to be done without the lock: to log what was printed without a line end. */
    private static Runnable follow(Requests requests) {
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
            return () -> ended.forEach(stream -> stream.logUnfinished(before));
        }
        return () -> {};
    }

    private static ExtendedLogger logger(StandardStream stream) {
        Requests requests = latest;
        return requests == null ? null : requests.logger(stream);
    }
}
