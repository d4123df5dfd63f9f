package io.github.log4jray.json;

import io.github.log4jray.text.DefaultLayout;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.core.util.StringBuilderWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to render an exception with its trace as text: by this library, by the JDK and by Log4j. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ExceptionBenchmark {

    /** How many calls are between the exception and its cause, and between it and the benchmark. */
    @Param({"10", "40"})
    private int depth;

    private final PatternLayout layout = DefaultLayout.of("%ex{full}", null);
    private final StringBuilder text = new StringBuilder(1 << 16);
    private Throwable thrown;
    private LogEvent event;

    @Setup
    public void prepare() {
        thrown = thrown(depth, true);
        event = Log4jLogEvent.newBuilder().setThrown(thrown).build();
    }

    private static Throwable thrown(int calls, boolean caused) {
        if (calls > 0) {
            return thrown(calls - 1, caused);
        }
        return new IllegalStateException("no batch", caused ? thrown(20, false) : null);
    }

    /** @return the length of the text */
    @Benchmark
    public int ours() {
        text.setLength(0);
        StackTrace.add(thrown, text);
        return text.length();
    }

    /** @return the length of the text */
    @Benchmark
    public int jdk() {
        text.setLength(0);
        thrown.printStackTrace(new PrintWriter(new StringBuilderWriter(text)));
        return text.length();
    }

    /** @return the length of the text */
    @Benchmark
    public int log4j() {
        text.setLength(0);
        layout.serialize(event, text);
        return text.length();
    }
}
