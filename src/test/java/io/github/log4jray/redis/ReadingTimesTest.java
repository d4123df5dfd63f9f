package io.github.log4jray.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.protocol.StopRequest;
import io.github.log4jray.testing.fixtures.Patience;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When a driver has read what workers have sent before its stop. */
class ReadingTimesTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
    private final StopRequest stop = new StopRequest();
    private final ReadingTimes times = new ReadingTimes(stop, now::get);

    private void pass(int millis) {
        now.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    /** A look that takes so long. */
    private void lookInVain(int millis) {
        times.lookBegins();
        pass(millis);
        times.foundNothing();
    }

    @Test
    void threadThatTheMachineHasNotLetLookHasNotSeenSilence() {
        stop.request(Patience.LONG);
        assertThat(times.isIdleAtStop()).isFalse();
        pass(1000);
        assertThat(times.isIdleAtStop()).isFalse();
    }

    @Test
    void onlyALookThatBeganLateEnoughSeesSilence() {
        stop.request(Patience.LONG);
        assertThat(times.isIdleAtStop()).isFalse();
        lookInVain(1000);
        assertThat(times.isIdleAtStop()).isFalse();
        lookInVain(1);
        assertThat(times.isIdleAtStop()).isTrue();
        times.entryCame();
        assertThat(times.isIdleAtStop()).isFalse();
        lookInVain(199);
        lookInVain(1);
        assertThat(times.isIdleAtStop()).isFalse();
        lookInVain(1);
        assertThat(times.isIdleAtStop()).isTrue();
    }

    @Test
    void silenceBeforeTheStopDoesNotMatter() {
        pass(10_000);
        lookInVain(1);
        assertThat(times.isIdleAtStop()).isFalse();
        assertThat(times.silence()).isEqualTo(Duration.ofMillis(10_001));
        stop.request(Patience.LONG);
        assertThat(times.isIdleAtStop()).isFalse();
        assertThat(times.silence()).isZero();
    }

    @Test
    void stopWithoutTimeIsLateAtOnce() {
        assertThat(times.isLate()).isFalse();
        stop.request(Duration.ZERO);
        assertThat(times.isLate()).isTrue();
    }
}
