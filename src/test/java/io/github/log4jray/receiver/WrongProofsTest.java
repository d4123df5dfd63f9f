package io.github.log4jray.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When there are many wrong proofs, by a clock of the test. */
class WrongProofsTest {

    private long now = Long.MAX_VALUE - 5;
    private final WrongProofs proofs = new WrongProofs(() -> now);

    private void occur(int count, Duration apart) {
        for (int i = 0; i < count; i++) {
            now += apart.toNanos();
            proofs.occurred();
        }
    }

    @Test
    void hundredWithinAMinuteAreMany() {
        assertThat(proofs.areMany()).isFalse();
        occur(WrongProofs.MANY - 1, Duration.ofMillis(500));
        assertThat(proofs.areMany()).isFalse();
        occur(1, Duration.ofMillis(500));
        assertThat(proofs.areMany()).isTrue();
    }

    @Test
    void oneASecondIsNotMany() {
        occur(1000, Duration.ofSeconds(1));
        assertThat(proofs.areMany()).isFalse();
    }

    @Test
    void minuteWithoutThemEndsIt() {
        occur(150, Duration.ZERO);
        assertThat(proofs.areMany()).isTrue();
        now += WrongProofs.PERIOD.toNanos() - 1;
        assertThat(proofs.areMany()).isTrue();
        now++;
        assertThat(proofs.areMany()).isFalse();
        occur(1, Duration.ZERO);
        assertThat(proofs.areMany()).isFalse();
    }

    @Test
    void answerIsDueAfterThePause() {
        long due = proofs.answerAt();
        assertThat(proofs.isDue(due)).isFalse();
        now += WrongProofs.PAUSE.toNanos() - 1;
        assertThat(proofs.isDue(due)).isFalse();
        now++;
        assertThat(proofs.isDue(due)).isTrue();
    }
}
