package io.github.log4jray.progress;

import io.github.log4jray.settings.BackgroundThread;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The bars of this process whose last state has not left. While there are any, a thread sends the changed states once a
 * second. Static state; one lock guards the thread.
 */
final class OpenBars {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A driver that takes nothing for hours must not fill the memory with the last states of short bars. */
    private static final int MOST_CLOSED = 1_000;

    private static final Set<BarCounter> BARS = ConcurrentHashMap.newKeySet();
    private static final Object LOCK = new Object();
    private static Thread sender;

    private OpenBars() {}

    static void add(BarCounter bar) {
        synchronized (LOCK) {
            bar.placeAt(freeRow());
            BARS.add(bar);
            if (sender == null) {
                sender = BackgroundThread.of(OpenBars::run, "log4jray-progress");
                sender.start();
            }
        }
        bar.sendChange(System.nanoTime());
    }

    /** The smallest row that no bar has. */
    private static int freeRow() {
        Set<Integer> taken = BARS.stream().map(BarCounter::position).collect(Collectors.toSet());
        int free = 0;
        while (taken.contains(free)) {
            free++;
        }
        return free;
    }

    /** @param bar stays until its last state has left */
    static void closed(BarCounter bar) {
        if (bar.isFinished() || tooManyClosed()) {
            BARS.remove(bar);
        }
    }

    private static boolean tooManyClosed() {
        return BARS.size() > MOST_CLOSED
                && BARS.stream().filter(BarCounter::isClosed).count() > MOST_CLOSED;
    }

    /** @return whether all last states have left */
    static boolean closeAll() {
        List.copyOf(BARS).forEach(BarCounter::close);
        return BARS.isEmpty();
    }

    private static void run() {
        do {
            LockSupport.parkNanos(INTERVAL_NANOS);
            long now = System.nanoTime();
            BARS.forEach(bar -> bar.sendChange(now));
            BARS.removeIf(BarCounter::isFinished);
        } while (hasBars());
    }

    private static boolean hasBars() {
        synchronized (LOCK) {
            if (BARS.isEmpty()) {
                sender = null;
                return false;
            }
            return true;
        }
    }
}
