package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Patience;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TaskQueueTest {

    private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final TaskQueue queue = new TaskQueue(this::thread, ScheduledTask::run);

    private Thread thread(Runnable loop) {
        Thread thread = new Thread(loop, "test-queue");
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }

    private ScheduledTask task(String name) {
        return new ScheduledTask(() -> done.add(name));
    }

    @Test
    void tasksRunInTheOrderInWhichTheyAreDue() throws Exception {
        queue.add(task("late"), 60_000_000);
        queue.add(task("first"), 0);
        queue.add(task("second"), 0);

        assertThat(done.poll(Patience.LONG.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("first");
        assertThat(done.poll(Patience.LONG.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("second");
        assertThat(done.poll(Patience.LONG.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("late");
        assertThat(threads).hasSize(1);
    }

    @Test
    void taskThatWaitsIsNotAddedAgainAndCanBeAddedWhenItRuns() throws Exception {
        ScheduledTask task = task("task");
        queue.add(task, 50_000_000);
        queue.add(task, 50_000_000);
        assertThat(task.queued).isTrue();

        assertThat(done.poll(Patience.LONG.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("task");
        assertThat(task.queued).isFalse();
        queue.add(task, 0);
        assertThat(done.poll(Patience.LONG.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("task");
        assertThat(done).isEmpty();
    }

    @Test
    void taskThatExhaustsMemoryIsRepeated() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        queue.add(
                new ScheduledTask(() -> {
                    if (runs.incrementAndGet() < 3) {
                        throw new OutOfMemoryError("test");
                    }
                    done.add("done");
                }),
                0);

        assertThat(done.poll(Patience.LONG.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("done");
        assertThat(runs).hasValue(3);
    }

    @Test
    void taskIsNotAddedIfNoThreadCanBeStarted() {
        AtomicInteger asked = new AtomicInteger();
        TaskQueue withoutThreads = new TaskQueue(
                loop -> {
                    asked.incrementAndGet();
                    throw new OutOfMemoryError("unable to create native thread");
                },
                ScheduledTask::run);
        ScheduledTask task = task("task");

        assertThat(withoutThreads.add(task, 0)).isFalse();

        assertThat(task.queued).isFalse();
        assertThat(asked).hasValue(1);
    }

    static List<Throwable> failures() {
        return List.of(
                new OutOfMemoryError("test"),
                new StackOverflowError("test"),
                new RejectedExecutionException("test"),
                new NoClassDefFoundError("test"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void threadGoesOnWhateverATaskThrows(Throwable failure) throws Exception {
        AtomicInteger taken = new AtomicInteger();
        TaskQueue failing = new TaskQueue(this::thread, task -> {
            taken.incrementAndGet();
            TaskQueueTest.<RuntimeException>raise(failure);
        });
        failing.add(task("one"), 0);
        await().until(() -> taken.get() == 1);
        failing.add(task("two"), 0);
        await().until(() -> taken.get() == 2);

        assertThat(threads).hasSize(1);
    }

    @SuppressWarnings("unchecked") // E is RuntimeException for the compiler alone
    private static <E extends Throwable> void raise(Throwable failure) throws E {
        throw (E) failure;
    }
}
