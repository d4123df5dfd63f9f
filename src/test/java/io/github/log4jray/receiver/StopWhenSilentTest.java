package io.github.log4jray.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a receiver that stops has heard the last of its workers. */
class StopWhenSilentTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final StopWhenSilent stop = new StopWhenSilent(now::get);

    @BeforeEach
    void request() {
        stop.request(TIMEOUT);
        assertThat(stop.begins()).isTrue();
        assertThat(stop.begins()).isFalse();
    }

    private void pass(long millis) {
        now.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    /** Asks the sockets, which takes so long. */
    private void ask(boolean nothing, long millis) {
        long began = now.get();
        pass(millis);
        stop.selected(nothing, began);
    }

    @Test
    void silenceOfTheSocketsEndsIt() {
        ask(true, 150);
        assertThat(stop.isOver(false)).isFalse();
        pass(100);
        ask(true, 20);
        assertThat(stop.isOver(false)).isTrue();
    }

    @Test
    void threadThatDidNotRunForAWhileHasHeardNothing() {
        ask(true, 5000);
        assertThat(stop.isOver(false)).isFalse();
    }

    @Test
    void inputBeginsTheSilenceAnew() {
        pass(300);
        stop.heard();
        ask(false, 20);
        assertThat(stop.isOver(false)).isFalse();
        pass(100);
        ask(true, 20);
        assertThat(stop.isOver(false)).isFalse();
        pass(100);
        ask(true, 20);
        assertThat(stop.isOver(false)).isTrue();
    }

    @Test
    void whatWasNotReadIsNoSilence() {
        pass(300);
        ask(true, 20);
        assertThat(stop.isOver(true)).isFalse();
        stop.mustListenOn();
        assertThat(stop.isOver(false)).isFalse();
    }

    @Test
    void deadlineEndsItInAnyCase() {
        pass(TIMEOUT.toMillis() - 1);
        assertThat(stop.isOver(true)).isFalse();
        assertThat(stop.timeLeft()).isEqualTo(Duration.ofMillis(1));
        pass(1);
        assertThat(stop.isOver(true)).isTrue();
        assertThat(stop.timeLeft()).isZero();
    }
}
