package io.github.log4jray.session;

import io.github.log4jray.settings.BackgroundThread;
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
 * <p>One shutdown hook for all started appenders of this class loader. It is registered when the first appender starts
 * and removed when the last one has stopped, so that it keeps no application that was undeployed. At the end of the JVM
 * it tells each appender, and waits until all have delivered what they hold, in parallel. It stops nothing, as hooks of
 * the application run at the same time and log. An appender that Log4j's own hook stops meanwhile is skipped.
 * Thread-safe.
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
        begin("stdio", TIME_FOR_STREAMS, () -> 0, () -> logUnfinished(appenders))
                .await();
        appenders.stream().map(JvmShutdown::begin).toList().forEach(JvmEndDelivery::await);
    }

    /** After the events that wait in a queue: they were logged before. */
    private static void logUnfinished(List<SessionAppender> appenders) {
        appenders.stream()
                .filter(SessionAppender::isBehindQueue)
                .findFirst()
                .ifPresent(appender -> appender.awaitQuietAtJvmEnd(TIME_FOR_STREAMS));
        StandardStreams.logUnfinished();
    }

    private static JvmEndDelivery begin(SessionAppender appender) {
        return begin(appender.getName(), appender.jvmEndTimeout(), appender::jvmEndProgress, appender::endWithJvm);
    }

    private static JvmEndDelivery begin(String name, Duration timeout, LongSupplier progress, Runnable work) {
        return JvmEndDelivery.begin(
                THREAD + "-" + name, timeout.plus(TIME_TO_REPORT), progress, work, System::nanoTime);
    }
}
