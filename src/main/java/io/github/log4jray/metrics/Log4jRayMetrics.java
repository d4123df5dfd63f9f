package io.github.log4jray.metrics;

import io.github.log4jray.session.WatchedAppenders;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Meters for the appenders of this library: those that run, and those that start later. A meter ends with its appender.
 * Spring Boot with Micrometer on the class path makes a bean of this class by itself.
 *
 * <pre>{@code
 * new Log4jRayMetrics().bindTo(registry);
 * }</pre>
 *
 * <p>The meters are {@code log4jray.file.…}, {@code log4jray.stream.…} and {@code log4jray.driver.…}, with the tags {@code
 * appender} and {@code context}. The manual's page {@code monitoring.md} lists them. Thread-safe.
 */
public final class Log4jRayMetrics implements MeterBinder, AutoCloseable {

    private final List<Runnable> removals = new CopyOnWriteArrayList<>();

    /** Binds nothing. */
    public Log4jRayMetrics() {}

    /** @param registry has the meters from now on, until {@link #close} */
    @Override
    public void bindTo(MeterRegistry registry) {
        removals.add(WatchedAppenders.watch(new AppenderMeters(registry)));
    }

    /** Removes the meters from all registries. */
    @Override
    public void close() {
        removals.forEach(Runnable::run);
        removals.clear();
    }
}
