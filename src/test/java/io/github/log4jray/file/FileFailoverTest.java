package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ignoreExceptions="false"}: the caller, or {@code Failover}, learns of every event that can't be written. */
class FileFailoverTest {

    private static final int EVENTS = 100;
    private static final int THREADS = 8;

    @TempDir
    Path directory;

    /** A directory is in the place of its file. */
    private Element strictFile() throws IOException {
        Files.createDirectories(directory.resolve("session/logs/app.log"));
        return Config.sessionDirectory()
                .with("sessionDir", directory.resolve("session"))
                .with("fileName", "app.log")
                .with("ignoreExceptions", false)
                .with(Config.pattern("%m%n"));
    }

    @Test
    void failoverGetsEachEvent() throws IOException {
        Path other = directory.resolve("other.log");
        Config configuration = Config.of(
                        strictFile(),
                        Config.element("File")
                                .with("name", "other")
                                .with("fileName", other)
                                .with(Config.pattern("%m%n")),
                        Config.failover("file", "other"))
                .writingTo("failover");
        try (Logging logging = Logging.with(configuration)) {
            Logger logger = logging.logger("a");
            for (int i = 0; i < EVENTS; i++) {
                logger.info("event {}", i);
            }
        }
        assertThat(other).content().hasLineCount(EVENTS);
    }

    @Test
    void lossesBeforeAReconfigurationAreNoFailuresAfterIt() throws IOException {
        Element strict = strictFile();
        try (Logging logging = Logging.with(strict)) {
            assertThatThrownBy(() -> logging.logger("a").info("lost")).isInstanceOf(AppenderLoggingException.class);
            Files.delete(directory.resolve("session/logs/app.log"));
            logging.reconfigure(strict);
            logging.logger("a").info("written");
        }
        assertThat(directory.resolve("session/logs/app.log")).content().endsWith("written\n");
    }

    @Test
    void eachThreadLearnsOfItsEventsAlsoWhereAnotherOneWritesThem() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        CyclicBarrier together = new CyclicBarrier(THREADS);
        List<Future<Integer>> refused = new ArrayList<>();
        try (Logging logging = Logging.with(strictFile())) {
            Logger logger = logging.logger("a");
            for (int i = 0; i < THREADS; i++) {
                refused.add(executor.submit(() -> {
                    together.await();
                    int count = 0;
                    for (int j = 0; j < EVENTS; j++) {
                        try {
                            logger.info("event {}", j);
                        } catch (AppenderLoggingException e) {
                            count++;
                        }
                    }
                    return count;
                }));
            }
            for (Future<Integer> each : refused) {
                assertThat(each.get()).isEqualTo(EVENTS);
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
