package io.github.log4jray.session;

import io.github.log4jray.settings.BackgroundThread;
import io.github.log4jray.settings.UninterruptedWait;
import io.github.log4jray.stdio.StandardStreams;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The end of the JVM for appenders that nobody stops. Log4j's own shutdown hook may be off: with the Servlet API on the class
 * path, by {@code shutdownHook="disable"}, by {@code log4j2.shutdownHookEnabled=false}. Then buffered events would be lost.
 *
 * <p>One shutdown hook for all started appenders of this class loader. It is registered when the first appender starts and
 * removed when the last one has stopped, so that it keeps no application that was undeployed. At the end of the JVM it tells
 * each appender, and waits until all have delivered what they hold, in parallel. It stops nothing, as hooks of the application run at the
 * same time and log. An appender that Log4j's own hook stops meanwhile is skipped. Thread-safe.
 */
final class JvmShutdown {

    private static final String THREAD = "log4jray-jvm-end";

    /** Beyond the time that an appender asks for: its own wait ends first, and it reports what is missing. */
    private static final Duration TIME_TO_REPORT = Duration.ofMillis(500);

    private static final Duration TIME_FOR_STREAMS = Duration.ofSeconds(1);

    /** Compared by identity. Its monitor guards the fields of this class. */
    private static final Set<SessionAppender> STARTED = Collections.newSetFromMap(new IdentityHashMap<>());

    private static Thread hook;
    private static boolean ending;

    private JvmShutdown() {}

    /** @param appender has started; if the JVM ends already, it is told at once */
    static void add(SessionAppender appender) {
        synchronized (STARTED) {
            STARTED.add(appender);
            if (hook == null && !ending) {
                register();
            }
            if (!ending) {
                return;
            }
        }
        appender.beginJvmEnd();
    }

    private static void register() {
        Thread registered = BackgroundThread.of(JvmShutdown::end, THREAD);
        try {
            Runtime.getRuntime().addShutdownHook(registered);
            hook = registered;
        } catch (IllegalStateException e) {
            ending = true;
        }
    }

    /** @param appender has stopped */
    static void remove(SessionAppender appender) {
        synchronized (STARTED) {
            STARTED.remove(appender);
            if (STARTED.isEmpty() && hook != null) {
                removeHook();
            }
        }
    }

    private static void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM ends, and the hook runs
        }
        hook = null;
    }

    /** @return whether the JVM has begun to end, also where the hook of this class has not run yet */
    static boolean isEnding() {
        synchronized (STARTED) {
            if (!ending && hook != null) {
                // Not the hook itself: the end may begin between the two calls.
                Thread probe = BackgroundThread.of(() -> {}, THREAD);
                try {
                    Runtime.getRuntime().addShutdownHook(probe);
                    Runtime.getRuntime().removeShutdownHook(probe);
                } catch (IllegalStateException e) {
                    ending = true;
                }
            }
            return ending;
        }
    }

    /** @return whether the JVM knows a hook of this class loader */
    static boolean isRegistered() {
        synchronized (STARTED) {
            return hook != null;
        }
    }

    private static void end() {
        List<SessionAppender> appenders;
        synchronized (STARTED) {
            ending = true;
            appenders = List.copyOf(STARTED);
        }
        appenders.forEach(SessionAppender::beginJvmEnd);
        Delivery.begun("stdio", TIME_FOR_STREAMS, () -> 0, () -> logUnfinished(appenders))
                .await();
        appenders.stream().map(Delivery::begun).toList().forEach(Delivery::await);
    }

    /** After the events that wait in a queue: they were logged before. */
    private static void logUnfinished(List<SessionAppender> appenders) {
        appenders.stream()
                .filter(SessionAppender::isBehindQueue)
                .findFirst()
                .ifPresent(appender -> appender.awaitQuietAtJvmEnd(TIME_FOR_STREAMS));
        StandardStreams.logUnfinished();
    }

    /** Work on a thread of its own, as it may block: each has its own deadline. */
    private static final class Delivery {

        private final Thread thread;
        private final long begin = System.nanoTime();
        private final Duration timeout;
        private final LongSupplier progress;

        /** The progress at the last look. Others may be awaited first, so it begins with the work. */
        private long seen;

        private Delivery(Thread thread, Duration timeout, LongSupplier progress, long seen) {
            this.thread = thread;
            this.timeout = timeout.plus(TIME_TO_REPORT);
            this.progress = progress;
            this.seen = seen;
        }

        private static Delivery begun(SessionAppender appender) {
            return begun(appender.getName(), appender.jvmEndTimeout(), appender::jvmEndProgress, appender::endWithJvm);
        }

        private static Delivery begun(String name, Duration timeout, LongSupplier progress, Runnable work) {
            Thread thread = BackgroundThread.of(work, THREAD + "-" + name);
            long seen = progress.getAsLong();
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                work.run();
            }
            return new Delivery(thread, timeout, progress, seen);
        }

        private void await() {
            Duration left = timeout.minusNanos(System.nanoTime() - begin);
            boolean goesOn = true;
            while (goesOn) {
                boolean ended = UninterruptedWait.until(
                        left,
                        () -> !thread.isAlive(),
                        nanos -> thread.join(Math.max(1, Duration.ofNanos(nanos).toMillis())));
                long now = progress.getAsLong();
                goesOn = !ended && now != seen;
                seen = now;
                left = timeout;
            }
        }
    }
}
