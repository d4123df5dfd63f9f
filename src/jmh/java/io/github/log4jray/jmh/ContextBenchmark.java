package io.github.log4jray.jmh;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessContext;
import io.github.log4jray.context.RuntimeContext;
import io.github.log4jray.testing.ray.OtherRay;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the runtime context and Ray's ids add to an event that an appender throws away, and what it costs to enter and
 * leave a context. Eight entries: put by hand, which is Log4j alone, or entered.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ContextBenchmark {

    private static final String XML =
            "<Configuration status=\"error\"><Appenders><Null name=\"a\"/></Appenders><Loggers>"
                    + "<Root level=\"info\"><AppenderRef ref=\"a\"/></Root></Loggers></Configuration>";

    /** What the thread says: nothing, the entries by hand, or a scope with the same. */
    @Param({"none", "put", "entered"})
    private String context;

    /** Ray's API is not seen, is there and not initialised, or gives job, node and actor. */
    @Param({"absent", "idle", "ids"})
    private String ray;

    private final RuntimeContext task = RuntimeContext.newBuilder()
            .setJobId("01000000")
            .setWorkerId("0a".repeat(28))
            .setNodeId("0b".repeat(28))
            .setActorId("0c".repeat(16))
            .setTaskId("0d".repeat(24))
            .setActorName("Counter")
            .setTaskName("count")
            .setTaskFuncName("Counter.count")
            .build();

    private LoggerContext loggers;
    private Logger logger;

    @Setup(Level.Trial)
    public void start() throws IOException, ReflectiveOperationException {
        if (ray.equals("absent")) {
            // there is none of this name: Log4j takes its own
            System.setProperty("log4j2.ContextDataInjector", "absent");
        }
        loggers = new LoggerContext("jmh");
        loggers.start(new XmlConfiguration(
                loggers, new ConfigurationSource(new ByteArrayInputStream(XML.getBytes(StandardCharsets.UTF_8)))));
        logger = loggers.getLogger("io.github.log4jray.jmh.ContextBenchmark");
        if (ray.equals("ids")) {
            OtherRay.initialise();
            logger.info("begins");
            ProcessContext.setOfRay(ContextKeys.JOB_ID, "01000000");
            ProcessContext.setOfRay(ContextKeys.ACTOR_ID, "0c".repeat(16));
        }
    }

    /** On the thread that measures. */
    @Setup(Level.Iteration)
    public void say() {
        ThreadContext.clearAll();
        if (context.equals("put")) {
            Map<String, String> entries = new HashMap<>();
            for (ContextKeys key : ContextKeys.values()) {
                entries.put(key.key(), task.get(key));
            }
            ThreadContext.putAll(entries);
        } else if (context.equals("entered")) {
            RuntimeContext.enter(task);
        }
    }

    @Benchmark
    public void event() {
        logger.info("a line as an application might log it, with a number: {}", 100);
    }

    @Benchmark
    public void enterAndLeave() {
        try (RuntimeContext.Scope scope = RuntimeContext.enter(task)) {
            if (scope == null) {
                throw new IllegalStateException();
            }
        }
    }

    @TearDown(Level.Trial)
    public void stop() {
        loggers.stop(10, TimeUnit.SECONDS);
    }
}
