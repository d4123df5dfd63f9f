package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockedStorageTest {

    private static final Duration SHORT = Duration.ofMillis(20);

    @TempDir
    private Path directory;

    private final CountDownLatch blocked = new CountDownLatch(1);
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger waits = new AtomicInteger();

    private void block() {
        try {
            blocked.await();
            ended.incrementAndGet();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** At the end of a JVM all files are flushed at once, and then stopped one after the other, perhaps a thousand. */
    @Test
    void storageThatIsKnownToBlockIsNotAwaitedAgain() {
        Path path = directory.resolve("app.log");
        RotatingFile file = new RotatingFile(
                path,
                new RotationLock(path, null),
                null,
                new LogFileSettings(
                        1024,
                        new RotationSettings(0, 0),
                        () -> new byte[0],
                        () -> new byte[0],
                        missing -> new byte[0],
                        null));
        BlockedStorage storage = new BlockedStorage(file, () -> 7, new StopLimit() {
            @Override
            Duration now() {
                waits.incrementAndGet();
                return SHORT;
            }
        });
        try (StatusMessages messages = StatusMessages.listen()) {
            storage.doInTime(this::block);
            assertThat(storage.isFound()).isTrue();

            storage.doInTime(this::block);

            assertThat(waits).hasValue(1);
            assertThat(messages.containing(Level.ERROR, "blocks: 7 records were not written within 20 ms"))
                    .hasSize(1);
        }
        blocked.countDown();
        await("that all work is done").until(() -> ended.get() == 2);
        storage.forget();
        storage.doInTime(() -> {});
        assertThat(waits).as("storage that has answered is awaited").hasValue(2);
    }
}
