package io.github.log4jray.jmh;

import io.github.log4jray.progress.ProgressBar;
import io.github.log4jray.progress.ProgressSinks;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What a step of a progress bar costs its loop, while states leave once a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ProgressBenchmark {

    private ProgressBar bar;
    private Runnable removal;

    @Setup
    public void begin() {
        removal = ProgressSinks.add(this, (line, isLast) -> true);
        bar = ProgressBar.of("indexing", Long.MAX_VALUE);
    }

    @TearDown
    public void end() {
        bar.close();
        removal.run();
    }

    @Benchmark
    public void step() {
        bar.step();
    }

    @Benchmark
    @Threads(2)
    public void stepOfTwoThreads() {
        bar.step();
    }
}
