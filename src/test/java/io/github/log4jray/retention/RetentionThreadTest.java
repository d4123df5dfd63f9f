package io.github.log4jray.retention;

import static io.github.log4jray.retention.SimulatedSession.worker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.session.Registration;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a process passes, and what it says of it. */
class RetentionThreadTest {

    @TempDir
    private Path temp;

    private SimulatedSession simulated;
    private Registration settings;
    private RetentionThread thread;

    @BeforeEach
    void makeSession() throws IOException {
        simulated = new SimulatedSession(temp);
        settings = simulated.withSettings(1000, 0, 0);
        thread = newThread();
    }

    private RetentionThread newThread() {
        return new RetentionThread(simulated.session, simulated.processes, simulated.clock(), () -> {});
    }

    @AfterEach
    void end() {
        thread.stop();
        settings.close();
    }

    @Test
    void boundsFromTheStartAreNoReasonForAnotherLookAfterTheFirstPass() {
        thread.boundsChanged();
        assertThat(thread.mustLook()).isTrue();
        assertThat(thread.look()).isEqualTo(Duration.ofSeconds(5));
        assertThat(thread.mustLook()).isFalse();
    }

    /** Nothing can be written below a file, not even by root. */
    @Test
    void pausesAreTheUsualOnesWhereTheSessionTakesNoBookkeeping() throws IOException {
        simulated = new SimulatedSession(temp, "session_2026-11-28_11-00-00_000000_1");
        Files.delete(simulated.session.bookkeepingDirectory());
        Files.createFile(simulated.session.bookkeepingDirectory());
        RetentionThread unmarked = newThread();

        assertThat(unmarked.look()).isEqualTo(Duration.ofSeconds(60));
        assertThat(unmarked.isDue()).isFalse();
        simulated.now = simulated.now.plusSeconds(60);
        assertThat(unmarked.isDue()).isTrue();
        assertThat(unmarked.look()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void passThatCanNotBeMarkedIsNoReasonForAnotherOneAtOnce() throws IOException {
        Path mark =
                Files.createDirectory(simulated.session.bookkeepingDirectory().resolve("retention.pass"));
        Files.setLastModifiedTime(mark, FileTime.from(simulated.now.minusSeconds(3600)));

        assertThat(thread.look()).isEqualTo(Duration.ofSeconds(5));
        assertThat(thread.isDue()).isFalse();
        simulated.now = simulated.now.plusSeconds(5);
        assertThat(thread.isDue()).isTrue();
    }

    @Test
    void onePassIsOneMessageWithFilesAndBytes() throws IOException {
        simulated.log(worker(11), 700, Duration.ofMinutes(3));
        simulated.log(worker(12), 700, Duration.ofMinutes(2));
        simulated.log(worker(13), 700, Duration.ofMinutes(1));
        try (StatusMessages messages = StatusMessages.listen(Level.INFO)) {
            assertThat(thread.pass()).isTrue();
            assertThat(thread.pass()).isTrue();

            assertThat(messages.containing(Level.INFO, "log4j-ray: removed"))
                    .singleElement()
                    .asString()
                    .contains("2 log files of 1400 bytes from " + simulated.session.logs(), "700 bytes are left");
            assertThat(messages.containing(Level.WARN)).isEmpty();
        }
        assertThat(thread.filesRemoved()).isEqualTo(2);
        assertThat(thread.bytesRemoved()).isEqualTo(1400);
        assertThat(thread.bytesNow()).isEqualTo(700);
    }

    @Test
    void boundThatCanNotBeMetIsOneWarningUntilItIsMetAgain() throws IOException {
        settings.addLog("app.log", 1);
        simulated.log("app.log", 1200, Duration.ZERO);
        try (StatusMessages messages = StatusMessages.listen()) {
            thread.pass();
            thread.pass();
            assertThat(messages.containing(Level.WARN, "can't be kept within retentionBytes 1000", "app.log (1200)"))
                    .hasSize(1);

            simulated.log("app.log", 10, Duration.ZERO);
            thread.pass();
            simulated.log("app.log", 1200, Duration.ZERO);
            thread.pass();
            assertThat(messages.containing(Level.WARN, "can't be kept")).hasSize(2);
        }
    }

    @Test
    void differentBoundsAreOneWarning() throws IOException {
        Registration other = simulated.withSettings(500, 0, 0);
        try (StatusMessages messages = StatusMessages.listen()) {
            thread.pass();
            thread.pass();
            assertThat(messages.containing(Level.WARN, "have different bounds", "retentionBytes=500"))
                    .hasSize(1);
        } finally {
            other.close();
        }
    }

    @Test
    void sessionThatCanNotBeLookedAtIsOneWarning() throws IOException {
        Files.delete(simulated.session.logs());
        Files.createSymbolicLink(simulated.session.logs(), temp);
        try (StatusMessages messages = StatusMessages.listen()) {
            thread.start();
            await().until(() -> !messages.containing(Level.WARN, "can't be looked at to bound its size")
                    .isEmpty());
            assertThat(messages.containing(Level.WARN)).hasSize(1);
        }
    }

    @Test
    void passGoesOnAfterAnError() throws IOException {
        simulated.log(worker(11), 5000, Duration.ofHours(3));
        simulated.processes.error = new OutOfMemoryError("made up");
        try (StatusMessages messages = StatusMessages.listen()) {
            thread.start();
            await().until(() -> !messages.containing(Level.WARN, "can't be looked at", "made up")
                    .isEmpty());
            simulated.processes.error = null;

            thread.passAtOnce();

            await().until(() -> simulated.files().isEmpty());
        }
    }

    @Test
    void failedWriteStartsAPassAtOnceAlsoIfNoneIsDue() throws IOException {
        new PassLock(simulated.session.bookkeepingDirectory()).run(simulated.now, () -> {});
        simulated.log(worker(11), 5000, Duration.ofHours(3));
        thread.start();

        thread.passAtOnce();

        await().until(() -> thread.filesRemoved() == 1);
        assertThat(simulated.files()).isEmpty();
    }

    @Test
    void processThatStartsPassesThoughAnotherOneHasPassedSecondsAgo() throws IOException {
        new PassLock(simulated.session.bookkeepingDirectory()).run(simulated.now.minusSeconds(4), () -> {});
        simulated.log(worker(11), 5000, Duration.ofHours(3));
        thread.start();

        await().until(() -> simulated.files().isEmpty());
    }

    @Test
    void processesThatStartOneAfterTheOtherPassAtMostEachTwoSeconds() throws IOException {
        int passes = 0;
        for (int i = 0; i < 500; i++) {
            simulated.now = simulated.now.plusMillis(20);
            RetentionThread each = newThread();
            if (each.isDue() && each.pass()) {
                passes++;
            }
            assertThat(each.isDue())
                    .as("its bounds are known, or a pass was just now")
                    .isFalse();
        }
        assertThat(passes).isEqualTo(5);
    }

    @Test
    void changedBoundsMakeAPassDueInTwoSeconds() throws IOException {
        thread.pass();
        simulated.now = simulated.now.plusSeconds(1);
        thread.boundsChanged();
        assertThat(thread.isDue()).isFalse();

        simulated.now = simulated.now.plusSeconds(1);
        assertThat(thread.isDue()).isTrue();
        thread.pass();
        simulated.now = simulated.now.plusSeconds(4);
        assertThat(thread.isDue()).as("its bounds are known").isFalse();
    }

    @Test
    void onePassesAtATime() throws IOException {
        PassLock lock = new PassLock(simulated.session.bookkeepingDirectory());
        AtomicInteger passes = new AtomicInteger();

        assertThat(lock.run(simulated.now, () -> {
                    passes.incrementAndGet();
                    PassLock other = new PassLock(simulated.session.bookkeepingDirectory());
                    assertThat(other.run(simulated.now, passes::incrementAndGet))
                            .isFalse();
                    assertThat(thread.pass()).isFalse();
                }))
                .isTrue();

        assertThat(passes).hasValue(1);
        assertThat(thread.pass()).as("the lock is free again").isTrue();
    }

    @Test
    void passOfAnotherProcessIsSeenByItsTime() throws IOException {
        PassLock lock = new PassLock(simulated.session.bookkeepingDirectory());
        assertThat(lock.lastPass()).isEqualTo(Instant.MIN);

        thread.pass();

        assertThat(lock.lastPass()).isEqualTo(simulated.now);
    }

    @Test
    void hundredProcessesPassOnce() throws IOException {
        RetentionThread[] threads = new RetentionThread[100];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = newThread();
        }
        simulated.log(worker(11), 5000, Duration.ofHours(3));
        for (RetentionThread each : threads) {
            each.start();
        }
        await().until(() -> simulated.files().isEmpty());
        for (RetentionThread each : threads) {
            each.stop();
        }
        int passed = 0;
        for (RetentionThread each : threads) {
            passed += each.filesRemoved() > 0 ? 1 : 0;
        }
        assertThat(passed).isEqualTo(1);
    }
}
