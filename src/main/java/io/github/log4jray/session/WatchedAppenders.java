package io.github.log4jray.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The started appenders of this class loader that have counters, and those who watch them. Thread-safe.
 *
 * <p>Watchers call foreign code, for example the registry of an application. It may throw, and it may block: no lock is
 * held while a watcher is called, and appenders start and stop all the same.
 */
public final class WatchedAppenders {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /**
     * A started appender.
     *
     * @param plugin the name of its plugin
     * @param context the name of its logger context; empty for none
     * @param name of the appender
     * @param counters the appender, which implements an {@code …MXBean}
     */
    public record Watched(String plugin, String context, String name, Object counters) {}

    /**
     * Is told of appenders in the order of their starts and stops, by one thread at a time. What it throws is reported
     * once.
     */
    public interface Watcher {

        /** @param appender has started */
        void started(Watched appender);

        /** @param appender stops; one of the same name may have started before, as a new configuration does */
        void stopped(Watched appender);
    }

    /** Both are guarded by the class. Compared by identity: JDK 17 keeps the class whose generated method was linked last. */
    private static final List<Watched> APPENDERS = new ArrayList<>();

    private static final List<News> WATCHERS = new ArrayList<>();

    private WatchedAppenders() {}

    /**
     * @param appender has started
     * @return says that it stops
     */
    static Runnable add(Watched appender) {
        List<News> watchers;
        synchronized (WatchedAppenders.class) {
            APPENDERS.add(appender);
            WATCHERS.forEach(each -> each.add(appender, true));
            watchers = List.copyOf(WATCHERS);
        }
        watchers.forEach(News::tell);
        return () -> remove(appender);
    }

    private static void remove(Watched appender) {
        List<News> watchers;
        synchronized (WatchedAppenders.class) {
            if (!APPENDERS.removeIf(each -> each == appender)) {
                return;
            }
            WATCHERS.forEach(each -> each.add(appender, false));
            watchers = List.copyOf(WATCHERS);
        }
        watchers.forEach(News::tell);
    }

    /**
     * @param watcher is told of all appenders that run, and of all that start and stop later
     * @return ends that, and tells the watcher that all have stopped
     */
    public static Runnable watch(Watcher watcher) {
        News news = new News(watcher);
        synchronized (WatchedAppenders.class) {
            WATCHERS.add(news);
            APPENDERS.forEach(each -> news.add(each, true));
        }
        news.tell();
        return () -> leave(news);
    }

    private static void leave(News news) {
        synchronized (WatchedAppenders.class) {
            if (WATCHERS.remove(news)) {
                APPENDERS.forEach(each -> news.add(each, false));
            }
        }
        news.tell();
    }

    /** What one watcher is still to be told. The first thread that brings news tells also those that come meanwhile. */
    private static final class News {

        private record Item(Watched appender, boolean started) {}

        private final Watcher watcher;
        private final Queue<Item> items = new ArrayDeque<>();
        private boolean telling;
        private boolean reported;

        News(Watcher watcher) {
            this.watcher = watcher;
        }

        synchronized void add(Watched appender, boolean started) {
            items.add(new Item(appender, started));
        }

        void tell() {
            if (!begin()) {
                return;
            }
            boolean done = false;
            try {
                for (Item item = next(); item != null; item = next()) {
                    tell(item);
                }
                done = true;
            } finally {
                if (!done) {
                    end();
                }
            }
        }

        private synchronized boolean begin() {
            boolean mine = !telling;
            telling = true;
            return mine;
        }

        private synchronized Item next() {
            Item item = items.poll();
            telling = item != null;
            return item;
        }

        private synchronized void end() {
            telling = false;
        }

        private void tell(Item item) {
            try {
                if (item.started) {
                    watcher.started(item.appender);
                } else {
                    watcher.stopped(item.appender);
                }
            } catch (RuntimeException | Error e) {
                if (!reported) {
                    reported = true;
                    LOGGER.error(
                            "{} \"{}\": a registry of meters fails, so its meters may be missing or outdated: {}",
                            item.appender.plugin,
                            item.appender.name,
                            e.toString());
                }
            }
        }
    }
}
