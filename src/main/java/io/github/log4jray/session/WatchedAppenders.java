package io.github.log4jray.session;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The started appenders of this class loader that have counters, and those who watch them. Thread-safe. */
public final class WatchedAppenders {

    /**
     * A started appender.
     *
     * @param plugin the name of its plugin
     * @param context the name of its logger context; empty for none
     * @param name of the appender
     * @param counters the appender, which implements an {@code …MXBean}
     */
    public record Watched(String plugin, String context, String name, Object counters) {}

    /** Is told of appenders, one at a time. Must not wait. */
    public interface Watcher {

        /** @param appender has started */
        void started(Watched appender);

        /** @param appender stops; one of the same name may have started before, as a new configuration does */
        void stopped(Watched appender);
    }

    /** Both are guarded by the class. */
    private static final Set<Watched> APPENDERS = new LinkedHashSet<>();

    private static final List<Watcher> WATCHERS = new ArrayList<>();

    private WatchedAppenders() {}

    /**
     * @param appender has started
     * @return says that it stops
     */
    static synchronized Runnable add(Watched appender) {
        APPENDERS.add(appender);
        WATCHERS.forEach(watcher -> watcher.started(appender));
        return () -> remove(appender);
    }

    private static synchronized void remove(Watched appender) {
        if (APPENDERS.remove(appender)) {
            WATCHERS.forEach(watcher -> watcher.stopped(appender));
        }
    }

    /**
     * @param watcher is told of all appenders that run, and of all that start and stop later
     * @return ends that, and tells the watcher that all have stopped
     */
    public static synchronized Runnable watch(Watcher watcher) {
        WATCHERS.add(watcher);
        APPENDERS.forEach(watcher::started);
        return () -> leave(watcher);
    }

    private static synchronized void leave(Watcher watcher) {
        if (WATCHERS.removeIf(each -> each == watcher)) {
            APPENDERS.forEach(watcher::stopped);
        }
    }
}
