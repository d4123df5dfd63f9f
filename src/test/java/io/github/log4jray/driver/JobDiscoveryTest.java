package io.github.log4jray.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.log4jray.display.BatchSource;
import io.github.log4jray.receiver.DriverJobs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which sources learn of which jobs. */
class JobDiscoveryTest {

    private static final String FIRST = "01000000";
    private static final String SECOND = "02000000";

    private final List<String> known = new ArrayList<>();
    private int errors;

    /** A source that the system refuses a thread so many times. */
    private final BatchSource source = new BatchSource() {
        @Override
        public void start() {}

        @Override
        public void stop(Duration timeout) {}

        @Override
        public void discovered(String job) {
            if (errors-- > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            known.add(job);
        }

        @Override
        public long batchesRefused() {
            return 0;
        }
    };

    private final JobDiscovery discovery = new JobDiscovery(new DriverJobs(FIRST), List.of(source));

    @Test
    void eachJobIsToldOnce() {
        discovery.discovered(FIRST);
        discovery.discovered(SECOND);
        discovery.discovered(SECOND);
        discovery.discovered(FIRST);
        assertThat(known).containsExactly(SECOND, FIRST);
    }

    @Test
    void jobThatASourceCouldNotFollowIsToldAgain() {
        errors = 2;
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> discovery.discovered(SECOND));
        }
        discovery.discovered(SECOND);
        discovery.discovered(SECOND);
        assertThat(known).containsExactly(SECOND);
    }

    @Test
    void driverWithoutAJobFollowsNone() {
        new JobDiscovery(new DriverJobs(null), List.of(source)).discovered(SECOND);
        assertThat(known).isEmpty();
    }
}
