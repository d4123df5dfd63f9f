package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.settings.Attributes;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver takes the job that Ray gives it, unless somebody has said another one. */
class JobOfRayTest {

    @TempDir
    private Path directory;

    private ProcessIdentity membership(String jobId) {
        Attributes attributes = new Attributes("Test", "test");
        SessionLocator sessions = new SessionLocator(attributes, null, directory.toString(), null);
        return new ProcessIdentity.Request(
                        attributes, null, sessions, true, ProcessIds.supplied(attributes, jobId, null))
                .orNone();
    }

    @Test
    void noOtherDriverClaimsIt() {
        assertThat(membership(null).takesJobOfRay("01000000")).isTrue();
        assertThat(membership(null).session().claimJob()).isEqualTo("02000000");
    }

    @Test
    void thatOfAnAttributeStays() {
        assertThat(membership("07000000").takesJobOfRay("01000000")).isFalse();
        assertThat(membership(null).session().claimJob()).isEqualTo("01000000");
    }
}
