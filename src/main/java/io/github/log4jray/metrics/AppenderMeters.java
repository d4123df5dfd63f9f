package io.github.log4jray.metrics;

import io.github.log4jray.session.WatchedAppenders;
import io.github.log4jray.session.WatchedAppenders.Watched;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * The meters of one registry. Appenders of the same name share their meters, which show the one that has started last: a new
 * configuration starts before the last one stops. {@link WatchedAppenders} calls it on one thread at a time. If the registry
 * throws an exception, the other meters and the appenders of this object are not affected.
 */
final class AppenderMeters implements WatchedAppenders.Watcher {

    private static final Pattern HASH_CODE = Pattern.compile("[0-9a-f]{0,8}");

    private record Key(String plugin, String context, String name) {
        // Written by hand: JDK 17 keeps the class whose generated method was linked last.
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && plugin.equals(key.plugin)
                    && context.equals(key.context)
                    && name.equals(key.name);
        }

        @Override
        public int hashCode() {
            return Objects.hash(plugin, context, name);
        }

        static Key of(Watched appender) {
            return new Key(appender.plugin(), stable(appender.context()), appender.name());
        }

        /**
         * Log4j names a context after the hash code of its class loader. That differs in each process, so each process would
         * begin another time series.
         */
        private static String stable(String context) {
            return HASH_CODE.matcher(context).matches() ? "default" : context;
        }
    }

    /** Appenders of one name. Meters refer to it weakly; the map holds it. */
    static final class Source {

        private final Deque<Object> appenders = new ArrayDeque<>();
        private final List<Meter> meters = new ArrayList<>();
        private volatile Object current;

        private void show() {
            current = appenders.peekLast();
        }

        /**
         * @param <C> the type of the counters
         * @param type of the counters
         * @param value one of them
         * @return it, or NaN if there is no appender any more
         */
        <C> double value(Class<C> type, ToDoubleFunction<C> value) {
            Object counters = current;
            return counters == null ? Double.NaN : value.applyAsDouble(type.cast(counters));
        }
    }

    private final MeterRegistry registry;
    private final Map<Key, Source> sources = new HashMap<>();

    /** @param registry has the meters */
    AppenderMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void started(Watched appender) {
        Key key = Key.of(appender);
        Source source = sources.computeIfAbsent(key, each -> new Source());
        source.appenders.add(appender.counters());
        source.show();
        if (source.meters.isEmpty()) {
            Tags tags = Tags.of("appender", key.name, "context", key.context);
            List<Runnable> registrations = AppenderMeter.ALL.stream()
                    .filter(meter -> meter.isOf(appender.counters()))
                    .<Runnable>map(meter -> () -> source.meters.add(meter.register(registry, source, tags)))
                    .toList();
            all(registrations);
        }
    }

    @Override
    public void stopped(Watched appender) {
        Source source = sources.get(Key.of(appender));
        if (source == null) {
            return;
        }
        source.appenders.removeIf(each -> each == appender.counters());
        if (source.appenders.isEmpty()) {
            sources.remove(Key.of(appender));
            source.show();
            all(source.meters.stream()
                    .<Runnable>map(meter -> () -> registry.remove(meter))
                    .toList());
        } else {
            source.show();
        }
    }

    /** Does all work, even if a part of it throws an exception. Then throws the first exception. */
    private static void all(List<Runnable> work) {
        RuntimeException problem = null;
        Error error = null;
        for (Runnable each : work) {
            try {
                each.run();
            } catch (RuntimeException e) {
                problem = problem == null ? e : problem;
            } catch (Error e) {
                error = error == null ? e : error;
            }
        }
        if (error != null) {
            throw error;
        }
        if (problem != null) {
            throw problem;
        }
    }
}
