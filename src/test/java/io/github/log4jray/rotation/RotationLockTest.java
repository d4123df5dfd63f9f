package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotationLockTest {

    @TempDir
    private Path directory;

    private Path log;
    private Path lockFile;
    private RotationLock lock;

    @BeforeEach
    void locks() {
        log = directory.resolve("app.log");
        lockFile = directory.resolve("locks").resolve("app.log.lock");
        lock = new RotationLock(log, lockFile);
    }

    @AfterEach
    void release() {
        lock.release();
    }

    /** Another lock of this process, as another process would find it. */
    private boolean isLocked() throws Exception {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            return channel.tryLock() == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    @Test
    void firstWriterLocksTheFileUntilItReleases() throws Exception {
        assertThat(lock.isMine()).isTrue();
        assertThat(lock.isMine()).isTrue();
        assertThat(isLocked()).isTrue();

        lock.release();

        assertThat(isLocked()).isFalse();
    }

    @Test
    void secondWriterOfTheProcessGetsItAfterTheRelease() {
        RotationLock first = new RotationLock(log, null);
        RotationLock second = new RotationLock(log, null);
        assertThat(first.isMine()).isTrue();

        first.release();

        assertThat(second.isMine()).isTrue();
        assertThat(first.isMine()).isFalse();
        second.release();
    }

    @Test
    void otherLogsAreIndependent() {
        RotationLock other = new RotationLock(directory.resolve("other.log"), directory.resolve("other.lock"));

        assertThat(lock.isMine()).isTrue();
        assertThat(other.isMine()).isTrue();

        other.release();
    }

    @Test
    void releaseByAWriterThatHasNotGotItChangesNothing() {
        assertThat(lock.isMine()).isTrue();
        RotationLock other = new RotationLock(log, lockFile);
        assertThat(other.isMine()).isFalse();

        other.release();

        assertThat(lock.isMine()).isTrue();
        assertThat(new RotationLock(log, lockFile).isMine()).isFalse();
    }

    @Test
    void removedLockFileIsMadeAgain() throws Exception {
        assertThat(lock.isMine()).isTrue();
        Files.delete(lockFile);

        assertThat(lock.isStillMine()).isTrue();

        assertThat(isLocked()).isTrue();
    }

    @Test
    void interruptedThreadGetsTheLockAndStaysInterrupted() throws Exception {
        Thread.currentThread().interrupt();
        try {
            assertThat(lock.isMine()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(isLocked()).isTrue();
    }

    @Test
    void directoryInPlaceOfTheLockFileIsReportedOnceAndTheLogStillRotates() throws Exception {
        Files.createDirectories(lockFile);
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThat(lock.isMine()).isTrue();
            lock.release();
            assertThat(lock.isMine()).isTrue();

            assertThat(messages.containing(Level.WARN, lockFile.toString(), "can't be locked"))
                    .hasSize(1);
        }
    }

    /** Where others can write in the session, as in one of Ray, they can exchange the directory of the lock files. */
    @Test
    void linkInPlaceOfTheLocksDirectoryIsReportedAndNotFollowed() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createSymbolicLink(lockFile.getParent(), elsewhere);
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThat(lock.isMine()).isTrue();

            assertThat(messages.containing(Level.WARN, lockFile.toString(), "can't be locked"))
                    .hasSize(1);
        }
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void claimAndLockThatAnErrorHasLeftBehindAreUsedAgain() throws Exception {
        RotationLock interrupted = new RotationLock(log, lockFile);
        Thread thread = new Thread(null, () -> exhaustStack(interrupted), "deep", 160 * 1024);
        thread.start();
        thread.join();

        assertThat(interrupted.isMine()).isTrue();
        assertThat(isLocked()).isTrue();
        interrupted.release();
        assertThat(isLocked()).isFalse();
        assertThat(lock.isMine()).isTrue();
    }

    /** Asks for the lock at each depth of the stack from its end on. */
    private static void exhaustStack(RotationLock lock) {
        try {
            exhaustStack(lock);
        } catch (StackOverflowError e) {
            // the end
        }
        try {
            lock.isMine();
            lock.release();
        } catch (StackOverflowError e) {
            // nearly the end
        }
    }
}
