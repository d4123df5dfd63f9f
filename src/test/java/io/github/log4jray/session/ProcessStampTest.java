package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** How a process sees that another one of its host is gone. */
@EnabledOnOs(OS.LINUX)
class ProcessStampTest {

    private static final long OWN = ProcessHandle.current().pid();

    @Test
    void liveProcessIsNotGone() {
        assertThat(ProcessStamp.of(OWN).isGone(OWN)).isFalse();
        assertThat(ProcessStamp.isAlive(OWN)).isTrue();
    }

    @Test
    void processThatHasEndedIsGone() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        ProcessStamp stamp = ProcessStamp.of(process.pid());
        process.destroyForcibly().waitFor();

        assertThat(stamp.isGone(process.pid())).isTrue();
        assertThat(ProcessStamp.isAlive(process.pid())).isFalse();
        assertThat(ProcessStamp.of(process.pid())).isEqualTo(ProcessStamp.UNKNOWN);
    }

    @Test
    void processWhosePidAnotherOneHasGotIsGone() {
        ProcessStamp own = ProcessStamp.of(OWN);

        assertThat(new ProcessStamp(own.host(), own.started() - 1).isGone(OWN)).isTrue();
    }

    @Test
    void processThatItsParentHasNotAwaitedIsGone() throws Exception {
        // The shell becomes a program that awaits no child.
        Process parent = new ProcessBuilder("sh", "-c", "true & echo $!; exec sleep 60").start();
        try {
            long zombie = Long.parseLong(parent.inputReader().readLine());
            await().until(() -> !ProcessStamp.isAlive(zombie));
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void nothingIsKnownOfAProcessOfAnotherHost() {
        assertThat(new ProcessStamp("another host", 1).isGone(OWN)).isFalse();
        assertThat(ProcessStamp.UNKNOWN.isGone(OWN)).isFalse();
    }
}
