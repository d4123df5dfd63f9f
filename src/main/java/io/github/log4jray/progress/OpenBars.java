package io.github.log4jray.progress;

import io.github.log4jray.settings.BackgroundThread;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The bars of this process that are not closed. While there are any, a thread sends the changed states once a second.
 * Static state; one lock guards the thread.
 */
final class OpenBars {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
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
        bar.sendChange();
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

    static void remove(BarCounter bar) {
        BARS.remove(bar);
    }

    static void closeAll() {
        List.copyOf(BARS).forEach(BarCounter::close);
    }

    private static void run() {
        do {
            LockSupport.parkNanos(INTERVAL_NANOS);
            BARS.forEach(BarCounter::sendChange);
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
