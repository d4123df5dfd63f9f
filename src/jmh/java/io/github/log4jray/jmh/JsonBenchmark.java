package io.github.log4jray.jmh;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import co.elastic.logging.log4j2.EcsLayout;
import io.github.log4jray.json.RayJsonLayout;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.logstash.logback.encoder.LogstashEncoder;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.ByteBufferDestination;
import org.apache.logging.log4j.core.time.MutableInstant;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.apache.logging.log4j.util.StringMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to make a line of JSON of an event that is there, beside others at their best: eight ids and names in the
 * context, a message with three parameters, a millisecond from one event to the next.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JsonBenchmark {

    private static final int EVENTS = 1 << 10;
    private static final String LOGGER = "com.example.words.BatchProcessor";
    private static final String MESSAGE = "Processed batch {} of {} in {} ms";
    private static final Map<String, String> CONTEXT = Map.of(
            "job_id", "01000000",
            "worker_id", "0a".repeat(28),
            "node_id", "0b".repeat(28),
            "actor_id", "0c".repeat(16),
            "task_id", "c8ef45ccd0112571ffffffffffffffffffffffff01000000",
            "task_name", "count",
            "task_func_name", "com.example.words.BatchProcessor.count",
            "actor_name", "Counter");

    /** Who makes the line. */
    @Param({
        "RayJsonLayout",
        "RayTemplate",
        "RayTemplateAsciiSuffix",
        "EcsTemplate",
        "ElasticEcsLayout",
        "LogstashEncoder"
    })
    private String layout;

    /** What the event is. */
    @Param({"plain", "nonAscii", "exception", "location"})
    private String event;

    private final Discarding destination = new Discarding();
    private final LogEvent[] events = new LogEvent[EVENTS];
    private final LoggingEvent[] logbackEvents = new LoggingEvent[EVENTS];
    private Layout<?> log4j;
    private LogstashEncoder logback;
    private int next;

    /** Counts bytes and keeps none. */
    private static final class Discarding implements ByteBufferDestination {
        private final ByteBuffer buffer = ByteBuffer.wrap(new byte[256 * 1024]);
        private long bytes;

        @Override
        public ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public ByteBuffer drain(ByteBuffer filled) {
            bytes += filled.position();
            filled.clear();
            return filled;
        }

        @Override
        public void writeBytes(ByteBuffer data) {
            bytes += data.remaining();
            data.position(data.limit());
        }

        @Override
        public void writeBytes(byte[] data, int offset, int length) {
            bytes += length;
        }
    }

    @Setup(Level.Trial)
    public void start() {
        boolean withLocation = event.equals("location");
        DefaultConfiguration configuration = new DefaultConfiguration();
        log4j = switch (layout) {
            case "RayJsonLayout" ->
                RayJsonLayout.newBuilder()
                        .setConfiguration(configuration)
                        .setLocationInfoEnabled(String.valueOf(withLocation))
                        .build();
            case "RayTemplate" ->
                template(configuration, "classpath:RayLayout.json", withLocation)
                        .build();
            case "RayTemplateAsciiSuffix" ->
                template(configuration, "classpath:RayLayout.json", withLocation)
                        .setTruncatedStringSuffix("...")
                        .build();
            case "EcsTemplate" ->
                template(configuration, "classpath:EcsLayout.json", withLocation)
                        .build();
            case "ElasticEcsLayout" ->
                EcsLayout.newBuilder()
                        .setConfiguration(configuration)
                        .setServiceName("words")
                        .setIncludeOrigin(withLocation)
                        .build();
            default -> null;
        };
        Throwable thrown = event.equals("exception") ? new IllegalStateException("no batch") : null;
        StackTraceElement source = new StackTraceElement(LOGGER, "count", "BatchProcessor.java", 42);
        StringMap context = ContextDataFactory.createContextData();
        CONTEXT.forEach(context::putValue);
        context.freeze();
        long begin = System.currentTimeMillis();
        LoggerContext logbackContext = new LoggerContext();
        for (int i = 0; i < EVENTS; i++) {
            Object total = event.equals("nonAscii") ? "größer als üblich: 你好" : (Object) EVENTS;
            MutableInstant instant = new MutableInstant();
            instant.initFromEpochMilli(begin + i, i);
            events[i] = Log4jLogEvent.newBuilder()
                    .setLoggerName(LOGGER)
                    .setLevel(org.apache.logging.log4j.Level.INFO)
                    .setMessage(new ParameterizedMessage(MESSAGE, i, total, 17))
                    .setInstant(instant)
                    .setThreadName("main")
                    .setThrown(thrown)
                    .setSource(withLocation ? source : null)
                    .setContextData(context)
                    .build();
            LoggingEvent logbackEvent = new LoggingEvent();
            logbackEvent.setLoggerContext(logbackContext);
            logbackEvent.setLoggerName(LOGGER);
            logbackEvent.setLevel(ch.qos.logback.classic.Level.INFO);
            logbackEvent.setMessage(MESSAGE);
            logbackEvent.setArgumentArray(new Object[] {i, total, 17});
            logbackEvent.setInstant(Instant.ofEpochMilli(begin + i));
            logbackEvent.setThreadName("main");
            logbackEvent.setMDCPropertyMap(new HashMap<>(CONTEXT));
            if (thrown != null) {
                logbackEvent.setThrowableProxy(new ch.qos.logback.classic.spi.ThrowableProxy(thrown));
            }
            if (withLocation) {
                logbackEvent.setCallerData(new StackTraceElement[] {source});
            }
            logbackEvents[i] = logbackEvent;
        }
        logback = new LogstashEncoder();
        logback.setContext(logbackContext);
        logback.setIncludeCallerData(withLocation);
        logback.start();
        IntStream.range(0, EVENTS).forEach(i -> write());
        if (destination.bytes < 200L * EVENTS) {
            throw new IllegalStateException(layout + " has written " + destination.bytes + " bytes");
        }
    }

    private static JsonTemplateLayout.Builder template(
            DefaultConfiguration configuration, String uri, boolean withLocation) {
        return JsonTemplateLayout.newBuilder()
                .setConfiguration(configuration)
                .setEventTemplateUri(uri)
                .setLocationInfoEnabled(withLocation);
    }

    /** @return how many bytes were written so far */
    @Benchmark
    public long write() {
        int i = next++ & EVENTS - 1;
        if (log4j != null) {
            log4j.encode(events[i], destination);
        } else {
            destination.bytes += logback.encode(logbackEvents[i]).length;
        }
        return destination.bytes;
    }
}
