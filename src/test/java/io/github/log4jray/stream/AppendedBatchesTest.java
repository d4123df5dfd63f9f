package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AppendedBatchesTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
    private final AppendedBatches appended = new AppendedBatches("key", now::get);

    /** A Redis that lacks a sender which has just called has lost data, even if it is the same data otherwise. */
    @Test
    void redisMayHaveForgottenOnlyASenderThatWasSilentForLong() {
        appended.knownIn(new byte[] {1});
        appended.answered();
        assertThat(appended.forgottenIn()).isEmpty();
        now.addAndGet(Duration.ofMinutes(40).toNanos());
        assertThat(appended.forgottenIn()).isEmpty();
        now.addAndGet(Duration.ofMinutes(20).toNanos());
        assertThat(appended.forgottenIn()).containsExactly(1);
        appended.answered();
        assertThat(appended.forgottenIn()).isEmpty();
    }
}
