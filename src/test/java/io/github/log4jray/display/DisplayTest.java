package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.driver.SentBatch;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a source can rely on: its batches are handled in order, and a full display says when it has room again. */
class DisplayTest {

    private final Screen screen = new Screen();
    private final Display display =
            new Display(DisplaySettings.of(Environment.of(Map.of(), Map.of()), "10.0.0.1"), screen.console());

    @AfterEach
    void stop() {
        screen.release();
        display.stop(Patience.LONG);
    }

    private static final class Worker implements Display.Source {
        private final Queue<Long> handled = new ConcurrentLinkedQueue<>();
        private final AtomicInteger retries = new AtomicInteger();

        @Override
        public void handled(long seq) {
            handled.add(seq);
        }

        @Override
        public void roomAgain() {
            retries.incrementAndGet();
        }
    }

    private static Batch batch(String line) {
        return new SentBatch(null, "1", false, List.of(line), null, null).batch();
    }

    @Test
    void nothingIsPrintedBeforeTheStart() {
        Worker worker = new Worker();
        assertThat(display.offer(batch("early"), worker, 1)).isTrue();
        display.drain(Duration.ofMillis(1));
        assertThat(worker.handled).isEmpty();
        display.start();
        display.drain(Patience.LONG);
        assertThat(worker.handled).containsExactly(1L);
        assertThat(screen.lines()).containsExactly("(pid=1) early");
    }

    @Test
    void batchesAreHandledInTheOrderOfTheOffersWhetherTheyArePrintedOrNot() {
        Worker worker = new Worker();
        display.start();
        display.offer(batch("a"), worker, 1);
        display.offer(null, worker, 2);
        display.offer(batch("b"), worker, 3);
        display.drain(Patience.LONG);
        assertThat(worker.handled).containsExactly(1L, 2L, 3L);
        assertThat(screen.lines()).containsExactly("(pid=1) a", "(pid=1) b");
        assertThat(display.shown()).isEqualTo(2);
    }

    @Test
    void fullDisplayRejectsOffersAndTellsTheirSourcesOnceWhenItHasRoom() {
        Worker worker = new Worker();
        Worker other = new Worker();
        Worker satisfied = new Worker();
        Batch large = batch("x".repeat(3 << 20));
        assertThat(display.offer(large, worker, 1)).isTrue();
        assertThat(display.offer(large, other, 1)).isFalse();
        assertThat(display.offer(large, other, 1)).isFalse();
        assertThat(display.offer(batch("small"), satisfied, 1)).isTrue();
        display.start();
        await().until(() -> other.retries.get() > 0);
        assertThat(display.offer(large, other, 1)).isTrue();
        display.drain(Patience.LONG);
        assertThat(other.handled).containsExactly(1L);
        assertThat(other.retries.get()).isEqualTo(1);
        assertThat(worker.retries.get() + satisfied.retries.get()).isZero();
    }

    @Test
    void batchThatIsLargerThanTheWholeDisplayIsPrintedAlone() {
        Worker worker = new Worker();
        assertThat(display.offer(batch("x".repeat(5 << 20)), worker, 1)).isTrue();
        assertThat(display.offer(null, worker, 2)).isFalse();
        display.start();
        await().until(() -> worker.retries.get() > 0);
        assertThat(worker.handled).containsExactly(1L);
    }

    @Test
    void interruptDoesNotEndTheWaitForTheDisplayAndIsNotLost() {
        display.start();
        screen.block();
        display.offer(batch("a"), new Worker(), 1);
        screen.awaitWaitingWriter();
        Thread.currentThread().interrupt();
        long before = System.nanoTime();
        display.drain(Duration.ofMillis(50));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(System.nanoTime() - before)
                .isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
    }

    @Test
    void stopPrintsEverythingAndPendingCounts() {
        Worker worker = new Worker();
        display.offer(batch("a"), worker, 1);
        for (int pid = 2; pid < 4; pid++) {
            display.offer(new SentBatch(null, "" + pid, false, List.of("a"), null, null).batch(), worker, pid);
        }
        display.start();
        assertThat(display.stop(Patience.LONG)).isTrue();
        assertThat(screen.lines())
                .containsExactly(
                        "(pid=1) a", "(pid=3) a [repeated 2x across cluster] (RAY_DEDUP_LOGS=0 shows each of them)");
        assertThat(display.deduplicated()).isEqualTo(1);
    }

    @Test
    void lossesOfAnyNumberAddUpToTheLargestNumber() {
        for (int i = 1; i <= 2; i++) {
            display.offer(
                    new Batch(null, "1", null, true, List.of(), null, null, Long.MAX_VALUE, null), new Worker(), i);
        }
        display.start();
        assertThat(display.stop(Patience.LONG)).isTrue();
        assertThat(display.lost()).isEqualTo(Long.MAX_VALUE);
    }
}
