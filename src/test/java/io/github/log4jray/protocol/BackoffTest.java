package io.github.log4jray.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BackoffTest {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final Backoff backoff = new Backoff();

    @Test
    void pausesDoubleUpToALimitAndVaryByHalf() {
        for (long whole : new long[] {100, 200, 400, 800, 1000, 1000}) {
            assertThat(backoff.nextMillis(LIMIT)).isBetween(whole / 2, whole);
        }
    }

    @Test
    void resetBeginsWithTheFirstPause() {
        backoff.nextMillis(LIMIT);
        backoff.nextMillis(LIMIT);
        backoff.reset();
        assertThat(backoff.nextMillis(LIMIT)).isBetween(50L, 100L);
    }

    @Test
    void smallerLimitHoldsAtOnce() {
        for (int i = 0; i < 10; i++) {
            backoff.nextMillis(Backoff.LONGEST);
        }
        assertThat(backoff.nextMillis(Duration.ofMillis(20))).isBetween(10L, 20L);
    }
}
