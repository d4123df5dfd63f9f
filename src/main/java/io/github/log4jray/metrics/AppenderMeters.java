package io.github.log4jray.metrics;

import io.github.log4jray.session.WatchedAppenders;
import io.github.log4jray.session.WatchedAppenders.Watched;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * The meters of one registry. Appenders of the same name share their meters, which show the one that has started last: a new
 * configuration starts before the last one stops. Called under the lock of {@link WatchedAppenders}.
 */
final class AppenderMeters implements WatchedAppenders.Watcher {

    private static final Pattern HASH_CODE = Pattern.compile("[0-9a-f]{0,8}");

    private record Key(String plugin, String context, String name) {
        static Key of(Watched appender) {
            return new Key(appender.plugin(), stable(appender.context()), appender.name());
        }

        /**
         * Log4j names a context after the hash code of its class loader. That differs in each process, and so would be another
         * time series each time.
         */
        private static String stable(String context) {
            return HASH_CODE.matcher(context).matches() ? "default" : context;
        }
    }

    /** Appenders of one name. Meters refer to it weakly; the map holds it. */
    static final class Source {

        private final Deque<Object> appenders = new ArrayDeque<>();
        private List<Meter> meters = List.of();
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
            source.meters = AppenderMeter.ALL.stream()
                    .filter(meter -> meter.isOf(appender.counters()))
                    .map(meter -> meter.register(registry, source, tags))
                    .toList();
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
            source.meters.forEach(registry::remove);
            sources.remove(Key.of(appender));
        } else {
            source.show();
        }
    }
}
