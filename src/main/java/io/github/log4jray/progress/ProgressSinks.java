package io.github.log4jray.progress;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The sinks that send states of progress bars out of this process. A worker's connection to its driver adds itself, and so
 * does a driver's own display, and a file that Ray's log monitor reads. Thread-safe.
 */
public final class ProgressSinks {

    /** Takes states. Any thread may call it. */
    public interface Sink {

        /**
         * @param line of a state, without its end
         * @param isLast whether it is the last state of its bar
         * @return false if it is not taken now: the bar's state is offered again a second later
         */
        boolean take(String line, boolean isLast);
    }

    private record Way(Object key, Sink sink) {}

    private static final List<Way> WAYS = new CopyOnWriteArrayList<>();

    /** Found when a bar needs it. */
    private static final class OwnDisplay {
        private static final List<Way> LOADED =
                ServiceLoader.load(ProgressFallback.class, ProgressFallback.class.getClassLoader()).stream()
                        .limit(1)
                        .map(ServiceLoader.Provider::get)
                        .map(own -> new Way(own, (line, isLast) -> own.offer(line)))
                        .toList();
    }

    private ProgressSinks() {}

    /**
     * @param key of several sinks with an equal key, the oldest takes the states
     * @param sink takes the states from now on
     * @return removes the sink
     */
    public static Runnable add(Object key, Sink sink) {
        Way way = new Way(key, sink);
        WAYS.add(way);
        return () -> WAYS.removeIf(each -> each == way);
    }

    /**
     * The JVM ends: bars that are not closed send their last state.
     *
     * @return whether all last states were taken; else a later call offers the others again
     */
    public static boolean closeBars() {
        return OpenBars.closeAll();
    }

    /** As {@link BarCounter.Output#send}. */
    static boolean send(String line, boolean isLast, Map<Object, String> taken) {
        List<Way> ways = current();
        taken.keySet().removeIf(each -> !ways.contains(each));
        boolean success = true;
        for (Way way : ways) {
            if (!line.equals(taken.get(way))) {
                if (takes(way.sink, line, isLast)) {
                    taken.put(way, line);
                } else {
                    success = false;
                }
            }
        }
        return success;
    }

    private static List<Way> current() {
        List<Way> first = new ArrayList<>();
        Set<Object> keys = new HashSet<>();
        for (Way way : WAYS) {
            if (keys.add(way.key)) {
                first.add(way);
            }
        }
        return first.isEmpty() ? OwnDisplay.LOADED : first;
    }

    /** A sink that fails must end neither the work that the bar counts nor the other sinks. */
    private static boolean takes(Sink sink, String line, boolean isLast) {
        try {
            return sink.take(line, isLast);
        } catch (RuntimeException | OutOfMemoryError e) {
            StatusLogger.getLogger().debug("log4j-ray: the state of a progress bar is offered again soon", e);
            return false;
        }
    }
}
