package io.github.log4jray.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.protocol.Batch;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriverJobsTest {

    private static Batch of(String job) {
        return new Batch("10.0.0.5", "45601", job, false, List.of("task"), null, null, 0, null);
    }

    @Test
    void jobThatBecomesKnownLaterCountsBesideTheFirst() {
        DriverJobs jobs = new DriverJobs("01000000");
        assertThat(jobs.include(of("07000000"))).isFalse();
        assertThat(jobs.add("07000000")).isTrue();
        assertThat(jobs.add("07000000")).isFalse();
        assertThat(jobs.all()).containsExactly("01000000", "07000000");
        assertThat(jobs.latest()).isEqualTo("07000000");
        assertThat(jobs.include(of("07000000"))).isTrue();
        assertThat(jobs.include(of("01000000"))).isTrue();
        assertThat(jobs.include(of("02000000"))).isFalse();
        assertThat(jobs.include(of(null))).isTrue();
    }

    /** Each cluster counts from 1, as a session does. */
    @Test
    void jobThatTheDriverHasHadBeforeIsTheLatestAgain() {
        DriverJobs jobs = new DriverJobs("01000000");
        jobs.add("07000000");
        assertThat(jobs.add("01000000")).isTrue();
        assertThat(jobs.all()).containsExactly("07000000", "01000000");
        assertThat(jobs.latest()).isEqualTo("01000000");
    }

    @Test
    void driverWithoutAJobShowsAllJobsAndGoesOnSo() {
        DriverJobs jobs = new DriverJobs(null);
        assertThat(jobs.add("07000000")).isFalse();
        assertThat(jobs.all()).isEmpty();
        assertThat(jobs.latest()).isNull();
        assertThat(jobs.include(of("02000000"))).isTrue();
    }
}
