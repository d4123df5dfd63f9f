package io.github.log4jray.retention;

import static io.github.log4jray.retention.SimulatedSession.worker;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.session.Registration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one pass removes, and what it leaves. Real files; the processes and the time are made up. */
class RetentionPassTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOURS = Duration.ofHours(3);

    @TempDir
    private Path temp;

    private SimulatedSession simulated;
    private final List<Registration> living = new ArrayList<>();

    @BeforeEach
    void makeSession() throws IOException {
        simulated = new SimulatedSession(temp);
    }

    @AfterEach
    void end() {
        living.forEach(Registration::close);
    }

    private Registration bounded(long bytes, int days, int sessions) {
        Registration registration = simulated.withSettings(bytes, days, sessions);
        living.add(registration);
        return registration;
    }

    private Path rotated(String log) throws IOException {
        return Files.createFile(simulated.session.lockFile(log));
    }

    @Test
    void oldestFilesOfProcessesThatAreGoneMakeRoom() throws IOException {
        bounded(1000, 0, 0);
        simulated.log(worker(11), 400, MINUTE.multipliedBy(3));
        simulated.log(worker(12), 400, MINUTE.multipliedBy(2));
        simulated.log(worker(13), 400, MINUTE);
        simulated.log(worker(14), 400, MINUTE.multipliedBy(4));

        RetentionPass.Result result = simulated.pass();

        assertThat(simulated.files()).containsOnlyKeys(worker(12), worker(13));
        assertThat(result.files()).isEqualTo(2);
        assertThat(result.removedBytes()).isEqualTo(800);
        assertThat(result.bytes()).isEqualTo(800);
        assertThat(result.unmet()).isNull();
    }

    @Test
    void filesOfLivingProcessesStayAndTheirBackupsGoLast() throws IOException {
        bounded(1000, 0, 0).addLog(worker(11), 2);
        simulated.processes.alive.add(12L);
        simulated.log(worker(11), 300, HOURS);
        simulated.log(worker(11) + ".1", 300, HOURS.multipliedBy(2));
        simulated.log(worker(11) + ".2", 300, HOURS.multipliedBy(3));
        simulated.log(worker(11) + ".3", 300, MINUTE);
        simulated.log(worker(12), 300, HOURS.multipliedBy(9));
        simulated.log(worker(13), 300, Duration.ZERO);

        simulated.pass();

        assertThat(simulated.files())
                .as("gone: the log of no process, the backup beyond backupCount, and the oldest of the others")
                .containsOnlyKeys(worker(11), worker(11) + ".1", worker(12));
    }

    @Test
    void boundThatCanNotBeMetNamesTheLargest() throws IOException {
        bounded(1000, 0, 0).addLog("app.log", 2);
        simulated.log("app.log", 1500, HOURS);
        simulated.log("app.log.1", 10, HOURS);
        simulated.log("core.4711", 20, HOURS);

        RetentionPass.Result result = simulated.pass();

        assertThat(simulated.files()).containsOnlyKeys("app.log", "core.4711");
        assertThat(result.unmet()).contains("living processes", "app.log (1500)", "not logs (20)");
    }

    @Test
    void oldFilesGoByDaysAndNewOnesStay() throws IOException {
        bounded(0, 7, 0);
        simulated.log(worker(11), 5, Duration.ofDays(8));
        simulated.log(worker(12), 5, Duration.ofDays(6));
        simulated.log(worker(12) + ".1", 5, Duration.ofDays(8));
        simulated.log(worker(12) + ".2", 5, Duration.ofDays(6));
        simulated.log("notes.txt", 5, Duration.ofDays(80));

        simulated.pass();

        assertThat(simulated.files())
                .as("no backup stays that is older than one that goes")
                .containsOnlyKeys(worker(12), "notes.txt");
    }

    @Test
    void backupThatSomebodyHasTouchedGoesBeforeNewerOnesAllTheSame() throws IOException {
        bounded(25, 0, 0);
        simulated.log(worker(11), 10, HOURS);
        simulated.log(worker(11) + ".1", 10, MINUTE.multipliedBy(2));
        simulated.log(worker(11) + ".2", 10, MINUTE);

        simulated.pass();

        assertThat(simulated.files()).containsOnlyKeys(worker(11), worker(11) + ".1");
    }

    @Test
    void logOfAKilledProcessThatDoesNotRotateGoesAtOnce() throws IOException {
        bounded(1, 0, 0);
        simulated.killedProcess("app.log", "later.log");
        simulated.log("app.log", 5, Duration.ZERO);
        Path later = simulated.log("later.log", 5, Duration.ZERO);
        simulated.processes.open.add(SimulatedSession.key(later));

        simulated.pass();
        assertThat(simulated.files()).containsOnlyKeys("later.log");

        simulated.processes.open.clear();
        simulated.pass();
        assertThat(simulated.files()).isEmpty();
    }

    @Test
    void logWithoutPidGoesAtOnceIfNoProcessOfLog4jRayHasItAndElseAfterAnHour() throws IOException {
        bounded(1, 0, 0);
        simulated.killedProcess("app.log");
        rotated("app.log");
        simulated.log("app.log", 5, Duration.ZERO);
        simulated.log("other.log", 5, Duration.ofMinutes(59));
        simulated.log("silent.log", 5, Duration.ofMinutes(61));
        Path open = simulated.log("open.log", 5, HOURS);
        simulated.processes.open.add(SimulatedSession.key(open));

        simulated.pass();

        assertThat(simulated.files()).containsOnlyKeys("other.log", "open.log");
        assertThat(simulated.session.lockFile("app.log")).doesNotExist();
        try (var names = Files.list(simulated.session.bookkeepingDirectory())) {
            assertThat(names.map(Path::getFileName).map(Path::toString))
                    .as("the registration of the process that was killed is gone")
                    .noneMatch(name -> name.startsWith(Registration.PREFIX + "4000000"));
        }
    }

    @Test
    void rayOutOfSightHasTheBenefitOfTheDoubtForAnHour() throws IOException {
        bounded(1, 0, 0);
        Files.createDirectory(simulated.session.directory().resolve("sockets"));
        simulated.log(worker(11), 5, Duration.ofMinutes(59));
        simulated.log("old/" + worker(12), 5, Duration.ofMinutes(59));

        simulated.pass();
        assertThat(simulated.files())
                .as("its log monitor has seen that 12 is gone")
                .containsOnlyKeys(worker(11));

        simulated.processes.raylet = true;
        simulated.pass();
        assertThat(simulated.files()).isEmpty();
    }

    @Test
    void pidThatWasGivenAgainOnlyDelays() throws IOException {
        bounded(1, 0, 0);
        simulated.processes.alive.add(11L);
        simulated.log(worker(11), 5, HOURS);
        simulated.pass();
        assertThat(simulated.files()).containsOnlyKeys(worker(11));

        simulated.processes.alive.clear();
        simulated.pass();
        assertThat(simulated.files()).isEmpty();
    }

    @Test
    void strictestSettingsApplyAndADifferenceIsTold() throws IOException {
        bounded(1000, 7, 0);
        bounded(500, 0, 3);
        simulated.log(worker(11), 600, HOURS);

        RetentionPass.Result result = simulated.pass();

        assertThat(result.settings()).isEqualTo(new RetentionSettings(500, 7, 3));
        assertThat(result.contradiction()).contains("retentionBytes=1000", "retentionBytes=500");
        assertThat(simulated.files()).isEmpty();
    }

    @Test
    void processWithoutSettingsIsNoDifference() throws IOException {
        bounded(1000, 0, 0);
        bounded(0, 0, 0).addLog("app.log", 1);

        assertThat(simulated.pass().contradiction()).isNull();
    }

    @Test
    void withdrawnSettingsApplyNoLonger() throws IOException {
        bounded(1000, 0, 0);
        Registration other = bounded(500, 0, 0);
        assertThat(simulated.pass().settings().bytes()).isEqualTo(500);

        other.removeSettings(new RetentionSettings(500, 0, 0).written());

        assertThat(simulated.pass().settings().bytes()).isEqualTo(1000);
    }

    @Test
    void fileOfAnyNameIsALogIfAProcessHasRegisteredIt() throws IOException {
        Registration process = bounded(12, 0, 0);
        process.addLog("audit", 5);
        simulated.log("audit", 10, HOURS);
        simulated.log("audit.1", 10, HOURS);
        simulated.log("audit.2", 10, HOURS);

        simulated.pass();

        assertThat(simulated.files()).containsOnlyKeys("audit");
    }

    @Test
    void whatAKilledPassHasMovedAwayIsSettledByTheNext() throws IOException {
        bounded(1_000_000, 0, 0).addLog("app.log", 5);
        Path moved = simulated.session.bookkeepingDirectory();
        simulated.file(moved.resolve("removed-4000000-0123abcd-app.log"), 10, HOURS);
        simulated.file(moved.resolve("removed-4000000-0123abce-app.log.2"), 20, HOURS);
        simulated.file(moved.resolve("removed-4000000-0123abcf-gone.log"), 30, HOURS);
        simulated.log("app.log", 40, Duration.ZERO);

        RetentionPass.Result result = simulated.pass();

        assertThat(result.removedBytes()).isEqualTo(30);
        assertThat(simulated.files())
                .hasSize(3)
                .containsEntry("app.log", 40L)
                .containsEntry("app.log.1", 10L)
                .containsEntry("app.log.2", 20L);
        try (var left = Files.list(moved)) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).noneMatch(name -> name.startsWith("removed-"));
        }
    }

    @Test
    void withoutSettingsNothingGoes() throws IOException {
        simulated.log(worker(11), 1000, Duration.ofDays(1000));

        RetentionPass.Result result = simulated.pass();

        assertThat(result.files()).isZero();
        assertThat(result.bytes()).isEqualTo(1000);
        assertThat(simulated.files()).containsOnlyKeys(worker(11));
    }

    @Test
    void processOfAnotherHostIsTakenForAliveForAnHour() throws IOException {
        bounded(1, 0, 0);
        simulated.killedProcess("app.log");
        rotated("app.log");
        Path bookkeeping = simulated.session.bookkeepingDirectory();
        Path data = bookkeeping.resolve(Registration.PREFIX + "4000000-00000000");
        Files.writeString(data, Files.readString(data).replaceAll("boot .*", "boot elsewhere"));
        Path lock = bookkeeping.resolve(data.getFileName() + Registration.LOCK_SUFFIX);
        Files.setLastModifiedTime(lock, FileTime.from(simulated.now));
        simulated.log("app.log", 5, Duration.ZERO);

        simulated.pass();
        assertThat(simulated.files()).containsOnlyKeys("app.log");

        simulated.now = simulated.now.plus(Duration.ofMinutes(61));
        simulated.pass();
        assertThat(simulated.files()).isEmpty();
    }
}
