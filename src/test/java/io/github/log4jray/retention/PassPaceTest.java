package io.github.log4jray.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PassPaceTest {

    private static final long SECOND = 1_000_000_000;
    private static final Duration SHORTEST = Duration.ofSeconds(5);

    private final PassPace pace = new PassPace();

    private Duration next(long bound, long bytes, long removed, long second, long millis) {
        RetentionPass.Result result = new RetentionPass.Result(
                new RetentionSettings(bound, 0, 0), null, removed == 0 ? 0 : 1, removed, 0, bytes, null);
        return pace.next(result, second * SECOND, second * SECOND + millis * 1_000_000);
    }

    @Test
    void sessionThatDoesNotGrowIsLookedAtRarely() {
        assertThat(next(1000, 100, 0, 0, 1))
                .as("nothing is known of its growth")
                .isEqualTo(SHORTEST);
        assertThat(next(1000, 100, 0, 5, 1)).isEqualTo(PassPace.LONGEST);
        assertThat(next(1000, 90, 10, 50, 1)).isEqualTo(PassPace.LONGEST);
    }

    @Test
    void sessionThatGrowsIsLookedAtBeforeItIsFull() {
        next(1000, 100, 0, 0, 1);
        assertThat(next(1000, 200, 0, 10, 1)).as("full in 80 s").isEqualTo(Duration.ofSeconds(40));
        assertThat(next(1000, 900, 0, 20, 1)).isEqualTo(SHORTEST);
        assertThat(next(1000, 1000, 500, 30, 1)).isEqualTo(SHORTEST);
    }

    @Test
    void passThatTakesLongComesRarely() {
        assertThat(next(1000, 100, 0, 0, 500)).isEqualTo(Duration.ofSeconds(30));
        assertThat(next(1000, 900, 0, 10, 2000)).isEqualTo(PassPace.LONGEST);
    }

    @Test
    void boundOnDaysAloneNeedsNoHurry() {
        assertThat(next(0, 100, 0, 0, 1)).isEqualTo(PassPace.LONGEST);
    }
}
