package io.github.log4jray.jmh;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What an operation costs the threads that call it, as a JMH profiler: CPU time, system calls included, and bytes.
 * Other threads, such as a sender, and waiting for them do not count.
 */
public final class ThreadCost implements InternalProfiler {

    private record Cost(long cpuNanos, long bytes) {}

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private Map<Long, Cost> before = Map.of();

    @Override
    public String getDescription() {
        return "CPU time and bytes per operation of the benchmark's own threads";
    }

    private Map<Long, Cost> now() {
        Map<Long, Cost> now = new HashMap<>();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().contains("jmh-worker")) {
                long id = thread.getThreadId();
                now.put(id, new Cost(threads.getThreadCpuTime(id), threads.getThreadAllocatedBytes(id)));
            }
        }
        return now;
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = now();
    }

    @Override
    @SuppressWarnings("rawtypes") // as JMH declares it
    public Collection<? extends Result> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        long nanos = 0;
        long bytes = 0;
        for (Map.Entry<Long, Cost> thread : now().entrySet()) {
            Cost start = before.getOrDefault(thread.getKey(), new Cost(0, 0));
            nanos += thread.getValue().cpuNanos - start.cpuNanos;
            bytes += thread.getValue().bytes - start.bytes;
        }
        double operations = result.getMetadata().getAllOps();
        return List.of(
                new ScalarResult("thread.cpu", nanos / operations, "ns/op", AggregationPolicy.AVG),
                new ScalarResult("thread.alloc", bytes / operations, "B/op", AggregationPolicy.AVG));
    }
}
