package io.github.log4jray.progress;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The ways by which states of progress bars leave this process. A worker's connection to its driver adds itself, and so
 * does a driver's own display, and a file that Ray's log monitor reads. Thread-safe.
 */
public final class ProgressSinks {

    private record Sink(Object way, Consumer<String> consumer) {}

    private static final List<Sink> SINKS = new CopyOnWriteArrayList<>();

    /** Found when a bar needs it. */
    private static final class OwnDisplay {
        private static final Optional<ProgressFallback> LOADED = ServiceLoader.load(
                        ProgressFallback.class, ProgressFallback.class.getClassLoader())
                .findFirst();
    }

    private ProgressSinks() {}

    /**
     * @param way of several sinks with an equal way, the oldest takes the states
     * @param consumer takes the line of a state, without its end, from now on; any thread may call it
     * @return removes the sink
     */
    public static Runnable add(Object way, Consumer<String> consumer) {
        Sink sink = new Sink(way, consumer);
        SINKS.add(sink);
        return () -> SINKS.removeIf(each -> each == sink);
    }

    /** The JVM ends: bars that are not closed send their last state. */
    public static void closeBars() {
        OpenBars.closeAll();
    }

    static void send(String line) {
        if (SINKS.isEmpty()) {
            OwnDisplay.LOADED.ifPresent(own -> own.accept(line));
        }
        Set<Object> ways = new HashSet<>();
        for (Sink sink : SINKS) {
            if (ways.add(sink.way)) {
                sink.consumer.accept(line);
            }
        }
    }
}
