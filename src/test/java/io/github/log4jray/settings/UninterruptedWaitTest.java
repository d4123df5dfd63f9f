package io.github.log4jray.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.log4jray.testing.fixtures.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UninterruptedWaitTest {

    @AfterEach
    void clearTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void doesNotWaitForWhatHolds() {
        assertThat(UninterruptedWait.until(Patience.LONG, () -> true, nanos -> {
                    throw new AssertionError("waits");
                }))
                .isTrue();
    }

    @Test
    void waitsAgainUntilTheConditionHolds() {
        AtomicInteger waits = new AtomicInteger();
        List<Long> left = new ArrayList<>();

        assertThat(UninterruptedWait.until(Patience.LONG, () -> waits.get() == 3, nanos -> {
                    waits.incrementAndGet();
                    left.add(nanos);
                }))
                .isTrue();
        assertThat(left).hasSize(3).allMatch(nanos -> nanos > 0 && nanos <= Patience.LONG.toNanos());
    }

    @Test
    void endsWhenTheTimeHasPassed() {
        CountDownLatch never = new CountDownLatch(1);

        assertThat(UninterruptedWait.until(
                        Duration.ofMillis(1),
                        () -> never.getCount() == 0,
                        nanos -> never.await(nanos, TimeUnit.NANOSECONDS)))
                .isFalse();
        assertThat(UninterruptedWait.until(Duration.ZERO, () -> false, nanos -> {
                    throw new AssertionError("waits");
                }))
                .isFalse();
    }

    @Test
    void interruptDoesNotEndItAndIsSetAgain() {
        AtomicInteger waits = new AtomicInteger();

        Thread.currentThread().interrupt();
        assertThat(UninterruptedWait.until(Patience.LONG, () -> waits.get() == 2, nanos -> {
                    waits.incrementAndGet();
                    new CountDownLatch(waits.get() == 1 ? 1 : 0).await(nanos, TimeUnit.NANOSECONDS);
                }))
                .isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void interruptIsSetAgainWhenTheConditionThrows() {
        AtomicInteger waits = new AtomicInteger();

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> UninterruptedWait.until(
                        Patience.LONG,
                        () -> {
                            if (waits.get() == 1) {
                                throw new IllegalStateException("condition");
                            }
                            return false;
                        },
                        nanos -> {
                            waits.incrementAndGet();
                            new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS);
                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }
}
