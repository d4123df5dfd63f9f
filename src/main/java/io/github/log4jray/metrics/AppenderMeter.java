package io.github.log4jray.metrics;

import io.github.log4jray.driver.DriverConsoleMXBean;
import io.github.log4jray.file.SessionDirectoryMXBean;
import io.github.log4jray.stream.DriverStreamMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * One meter, of each appender that has its counter.
 *
 * @param <C> the type of the counters
 * @param kind of measurement
 * @param type of the counters
 * @param name of the meter
 * @param unit of its value; null for seconds, which Micrometer names itself
 * @param description for people
 * @param value one of the counters
 */
record AppenderMeter<C>(
        Kind kind, Class<C> type, String name, String unit, String description, ToDoubleFunction<C> value) {

    private static final String FILE = "log4jray.file.";
    private static final String STREAM = "log4jray.stream.";
    private static final String DRIVER = "log4jray.driver.";
    private static final String BYTES = "bytes";
    private static final String RECORDS = "records";
    private static final String LINES = "lines";
    private static final String FILES = "files";

    /** The kind of measurement. */
    enum Kind {
        /** Only grows. */
        COUNTER,
        /** Grows and shrinks. */
        GAUGE,
        /** A time in seconds. */
        SECONDS
    }

    /** One for each attribute of the MBeans. */
    static final List<AppenderMeter<?>> ALL = List.of(
            counter(FILE + "written", RECORDS, "written records", SessionDirectoryMXBean::getRecordsWritten),
            counter(FILE + "written.size", BYTES, "written bytes", SessionDirectoryMXBean::getBytesWritten),
            counter(FILE + "lost", RECORDS, "records that were not written", SessionDirectoryMXBean::getRecordsLost),
            counter(FILE + "rotations", null, "renamed files", SessionDirectoryMXBean::getRotations),
            new AppenderMeter<>(
                    Kind.SECONDS,
                    SessionDirectoryMXBean.class,
                    FILE + "idle",
                    null,
                    "the time since the last write",
                    file -> file.getSecondsSinceLastWrite() < 0 ? Double.NaN : file.getSecondsSinceLastWrite()),
            counter(FILE + "removed", FILES, "removed files", SessionDirectoryMXBean::getFilesRemoved),
            counter(FILE + "removed.size", BYTES, "their bytes", SessionDirectoryMXBean::getBytesRemoved),
            gauge(FILE + "session.size", BYTES, "the session's files", SessionDirectoryMXBean::getSessionBytes),
            sent("sent", LINES, "acknowledged lines", DriverStreamMXBean::getLinesSent),
            sent("sent.size", BYTES, "their bytes", DriverStreamMXBean::getBytesSent),
            waiting("buffered", LINES, "lines that wait", DriverStreamMXBean::getLinesBuffered),
            waiting("buffered.size", BYTES, "the memory in use", DriverStreamMXBean::getBytesBuffered),
            sent("dropped", LINES, "lines that found no room", DriverStreamMXBean::getLinesDropped),
            sent("reconnections", null, "connections after the first", DriverStreamMXBean::getReconnections),
            sent("refusals", null, "rejections by a driver or a Redis", DriverStreamMXBean::getRefusals),
            shown("shown", LINES, "printed lines", DriverConsoleMXBean::getLinesShown),
            shown("deduplicated", LINES, "lines that stand as repeats", DriverConsoleMXBean::getLinesDeduplicated),
            shown("lost", LINES, "lines that were dropped or not printed", DriverConsoleMXBean::getLinesLost),
            new AppenderMeter<>(
                    Kind.GAUGE,
                    DriverConsoleMXBean.class,
                    DRIVER + "workers",
                    null,
                    "workers that are connected by TCP",
                    DriverConsoleMXBean::getWorkers),
            shown("connections.refused", null, "strangers", DriverConsoleMXBean::getConnectionsRefused),
            shown("batches.refused", null, "batches that could not be read", DriverConsoleMXBean::getBatchesRefused));

    private static AppenderMeter<SessionDirectoryMXBean> counter(
            String name, String unit, String description, ToDoubleFunction<SessionDirectoryMXBean> value) {
        return new AppenderMeter<>(Kind.COUNTER, SessionDirectoryMXBean.class, name, unit, description, value);
    }

    private static AppenderMeter<SessionDirectoryMXBean> gauge(
            String name, String unit, String description, ToDoubleFunction<SessionDirectoryMXBean> value) {
        return new AppenderMeter<>(Kind.GAUGE, SessionDirectoryMXBean.class, name, unit, description, value);
    }

    private static AppenderMeter<DriverStreamMXBean> sent(
            String name, String unit, String description, ToDoubleFunction<DriverStreamMXBean> value) {
        return new AppenderMeter<>(Kind.COUNTER, DriverStreamMXBean.class, STREAM + name, unit, description, value);
    }

    private static AppenderMeter<DriverStreamMXBean> waiting(
            String name, String unit, String description, ToDoubleFunction<DriverStreamMXBean> value) {
        return new AppenderMeter<>(Kind.GAUGE, DriverStreamMXBean.class, STREAM + name, unit, description, value);
    }

    private static AppenderMeter<DriverConsoleMXBean> shown(
            String name, String unit, String description, ToDoubleFunction<DriverConsoleMXBean> value) {
        return new AppenderMeter<>(Kind.COUNTER, DriverConsoleMXBean.class, DRIVER + name, unit, description, value);
    }

    /** @return whether an appender has the counter */
    boolean isOf(Object counters) {
        return type.isInstance(counters);
    }

    /**
     * @param registry has the meter from now on
     * @param source the appender
     * @param tags name it
     * @return the meter
     */
    Meter register(MeterRegistry registry, AppenderMeters.Source source, Tags tags) {
        ToDoubleFunction<AppenderMeters.Source> read = each -> each.value(type, value);
        return switch (kind) {
            case COUNTER ->
                FunctionCounter.builder(name, source, read)
                        .tags(tags)
                        .baseUnit(unit)
                        .description(description)
                        .register(registry);
            case GAUGE ->
                Gauge.builder(name, source, read)
                        .tags(tags)
                        .baseUnit(unit)
                        .description(description)
                        .register(registry);
            case SECONDS ->
                TimeGauge.builder(name, source, TimeUnit.SECONDS, read)
                        .tags(tags)
                        .description(description)
                        .register(registry);
        };
    }
}
