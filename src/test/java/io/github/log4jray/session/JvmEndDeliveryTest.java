package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JvmEndDeliveryTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong progress = new AtomicLong();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean done;
    private volatile boolean over;

    private void work() {
        try {
            released.await();
            done = true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** More time than it has passes while another delivery is awaited. */
    private JvmEndDelivery begunBeforeAnother() {
        JvmEndDelivery delivery =
                JvmEndDelivery.begin("log4jray-of-the-test", TIMEOUT, progress::get, this::work, now::get);
        now.addAndGet(TIMEOUT.multipliedBy(2).toNanos());
        return delivery;
    }

    @Test
    void progressThatWasMadeWhileAnotherOneWasAwaitedGivesMoreTime() {
        JvmEndDelivery delivery = begunBeforeAnother();
        progress.incrementAndGet();
        Thread awaiting = Thread.currentThread();
        Thread releasing = new Thread(() -> {
            while (!over && awaiting.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            released.countDown();
        });
        releasing.start();

        delivery.await();
        boolean awaited = done;
        over = true;

        assertThat(awaited).isTrue();
    }

    @Test
    void timeWithoutProgressPassesWhileAnotherOneIsAwaited() {
        JvmEndDelivery delivery = begunBeforeAnother();

        delivery.await();

        assertThat(done).isFalse();
        released.countDown();
    }

    @Test
    void workThatHasEndedIsNotAwaited() {
        released.countDown();
        begunBeforeAnother().await();
    }
}
