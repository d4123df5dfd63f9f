package io.github.log4jray.progress;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The ways by which states of progress bars leave this process. A worker's connection to its driver adds itself, and so
 * does a driver's own display. Thread-safe.
 */
public final class ProgressSinks {

    private static final List<Consumer<String>> SINKS = new CopyOnWriteArrayList<>();

    /** Found when a bar needs it. */
    private static final class OwnDisplay {
        private static final Optional<ProgressFallback> LOADED = ServiceLoader.load(
                        ProgressFallback.class, ProgressFallback.class.getClassLoader())
                .findFirst();
    }

    private ProgressSinks() {}

    /**
     * @param sink takes the line of a state, without its end, from now on; any thread may call it
     * @return removes the sink
     */
    public static Runnable add(Consumer<String> sink) {
        SINKS.add(sink);
        return () -> SINKS.remove(sink);
    }

    /** The JVM ends: bars that are not closed send their last state. */
    public static void closeBars() {
        OpenBars.closeAll();
    }

    static void send(String line) {
        if (SINKS.isEmpty()) {
            OwnDisplay.LOADED.ifPresent(own -> own.accept(line));
        }
        SINKS.forEach(sink -> sink.accept(line));
    }
}
