package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.NumberedRecords;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.RotatingLog;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several contexts and several processes write to one plain file name, and the file rotates all the time. */
class SharedFileTest {

    private static final Duration SELDOM = Duration.ofMillis(1500);
    private static final String ROTATION = "maxBytes=\"3000\" backupCount=\"100000\" ";

    @TempDir
    private Path directory;

    private RotatingLog log;

    @BeforeEach
    void log() {
        log = new RotatingLog(directory.resolve("session"));
    }

    /** A process that logs as many records as it is told, and ends with {@link #close}. */
    private record Writing(String word, JavaProcess process) implements AutoCloseable {

        private void log(int count) {
            try {
                Writer commands = process.process().outputWriter();
                commands.write(count + "\n");
                commands.flush();
            } catch (IOException e) {
                throw new AssertionError(word + " has ended: " + process.err(), e);
            }
        }

        private long warnings() {
            return process.lines().stream().filter(Writing::isWarning).count()
                    + process.errLines().stream().filter(Writing::isWarning).count();
        }

        private static boolean isWarning(String line) {
            return line.contains(" WARN ") && line.contains("app-${ray:pid}.log");
        }

        private void end() throws Exception {
            process.process().outputWriter().close();
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).isEmpty();
        }

        @Override
        public void close() {
            process.close();
        }
    }

    private Writing writing(String word, String version, String attributes) throws Exception {
        return new Writing(
                word,
                JavaProcess.plan(directory, LogLines.class, LogLines.AS_TOLD, word)
                        .onLog4j(version)
                        .configured(log.appender(attributes))
                        .start());
    }

    private boolean hasOf(String word) {
        return Files.exists(log.file()) && log.lines().stream().anyMatch(line -> line.startsWith(word + " "));
    }

    /** One of each version. */
    @ParameterizedTest
    @ValueSource(strings = {"", "immediateFlush=\"true\""})
    void recordsOfAllProcessesAreWholeAndOnlyOneOfThemIsNotWarned(String attributes) throws Exception {
        Map<String, Integer> logged = new TreeMap<>();
        List<Writing> all = new ArrayList<>();
        try {
            for (String version : JavaProcess.LOG4J_VERSIONS) {
                all.add(writing("of" + version.replace('.', 'x'), version, ROTATION + attributes));
            }
            // all at once, and until each but the one that rotates has met another
            await().until(() -> {
                for (Writing one : all) {
                    one.log(1000);
                    logged.merge(one.word(), 1000, Integer::sum);
                }
                return all.stream().filter(one -> one.warnings() > 0).count() >= all.size() - 1;
            });
            for (Writing one : all) {
                one.end();
                assertThat(one.warnings()).as(one.word()).isLessThanOrEqualTo(1);
            }
        } finally {
            all.forEach(Writing::close);
        }

        assertThat(NumberedRecords.counts(log.lines())).isEqualTo(logged);
        assertThat(log.texts()).allMatch(text -> text.endsWith("\n"));
        assertThat(log.files()).hasSizeGreaterThan(2);
    }

    @ParameterizedTest
    @FieldSource("io.github.log4jray.testing.fixtures.JavaProcess#LOG4J_VERSIONS")
    void whoIsLeftRotatesOnceTheOneThatRotatedIsKilled(String version) throws Exception {
        int[] logged = {0};
        int reported;
        try (JavaProcess killed = JavaProcess.plan(directory, LogUntilKilled.class, "killed", "10")
                        .onLog4j(version)
                        .configured(log.appender(ROTATION + "immediateFlush=\"true\""))
                        .start();
                Writing left = writing("left", version, ROTATION + "immediateFlush=\"true\"")) {
            await().until(() -> Files.exists(log.backup(3)));
            // seldom, so that it does not keep the rotation where the other one was held up and has left it
            await().pollDelay(Duration.ZERO).pollInterval(SELDOM).until(() -> {
                left.log(1);
                logged[0]++;
                return left.warnings() > 0;
            });
            killed.kill();
            reported = Integer.parseInt(killed.lines().get(killed.lines().size() - 1));
            int files = log.files().size();
            await().until(() -> {
                left.log(200);
                logged[0] += 200;
                return log.files().size() >= files + 3;
            });
            left.end();
            assertThat(left.warnings()).isEqualTo(1);
        }

        assertKilledAndLeftAreComplete(reported, logged[0]);
    }

    /** A record of the one that was killed may be torn: then it is the last one of it. */
    private void assertKilledAndLeftAreComplete(int reported, int logged) {
        List<String> ofLeft = new ArrayList<>();
        int killed = 0;
        int torn = 0;
        for (String line : log.lines()) {
            if (line.startsWith("left ")) {
                ofLeft.add(line);
            } else if (line.equals("killed " + killed + " end")) {
                killed++;
            } else {
                assertThat("killed " + killed + " end").startsWith(line);
                torn++;
            }
        }
        assertThat(ofLeft).isEqualTo(NumberedRecords.of("left", logged));
        assertThat(killed).isGreaterThan(reported);
        assertThat(torn).isLessThanOrEqualTo(1);
    }

    @Test
    void whoWritesTakesOverFromOneThatPauses() throws Exception {
        try (Writing first = writing("first", JavaProcess.LOG4J_VERSIONS.get(0), ROTATION + "immediateFlush=\"true\"");
                Writing second =
                        writing("second", JavaProcess.LOG4J_VERSIONS.get(0), ROTATION + "immediateFlush=\"true\"")) {
            first.log(1000);
            await().until(() -> Files.exists(log.backup(2)));
            int[] logged = {0};
            int files = log.files().size();
            // first still lives, and says nothing
            await().until(() -> {
                second.log(200);
                logged[0] += 200;
                return log.files().size() >= files + 3;
            });
            assertThat(second.warnings()).isLessThanOrEqualTo(1);

            first.log(500);
            first.end();
            second.end();
            assertThat(NumberedRecords.counts(log.lines())).isEqualTo(Map.of("first", 1500, "second", logged[0]));
        }
    }

    @Test
    void oneThatIsStoppedByASignalLosesNothingAndHoldsUpNobody() throws Exception {
        try (Writing first = writing("first", JavaProcess.LOG4J_VERSIONS.get(0), ROTATION + "immediateFlush=\"true\"");
                Writing second =
                        writing("second", JavaProcess.LOG4J_VERSIONS.get(0), ROTATION + "immediateFlush=\"true\"")) {
            first.log(1000);
            await().until(() -> Files.exists(log.backup(2)));
            signal("STOP", first);
            second.log(1000);
            await().until(() -> log.lines().contains("second 999"));
            signal("CONT", first);
            first.log(1000);
            first.end();
            second.end();
        }

        assertThat(NumberedRecords.counts(log.lines())).isEqualTo(Map.of("first", 2000, "second", 1000));
    }

    private static void signal(String signal, Writing to) throws Exception {
        Process kill = new ProcessBuilder(
                        "kill", "-" + signal, Long.toString(to.process().pid()))
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "immediateFlush=\"true\""})
    void contextsOfOneProcessShareTheFileWithoutAWarning(String attributes) throws Exception {
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging one = log.logging(ROTATION + attributes);
                    Logging other = log.logging(ROTATION + attributes)) {
                List<Thread> threads = List.of(
                        new Thread(() -> logLines(one.logger("test"), "one", 4000)),
                        new Thread(() -> logLines(other.logger("test"), "other", 4000)));
                threads.forEach(Thread::start);
                for (Thread thread : threads) {
                    thread.join(Patience.LONG.toMillis());
                }
            }
            assertThat(messages.containing(Level.WARN)).isEmpty();
            assertThat(messages.containing(Level.ERROR)).isEmpty();
        }

        assertThat(NumberedRecords.counts(log.lines())).isEqualTo(Map.of("one", 4000, "other", 4000));
        assertThat(log.texts()).allMatch(text -> text.length() < 3000);
    }

    private static void logLines(Logger logger, String word, int count) {
        for (int i = 0; i < count; i++) {
            logger.info("{} {}", word, i);
        }
    }

    @Test
    void twoNamesOfOneSessionAreOneFile() throws Exception {
        Files.createDirectories(log.session());
        RotatingLog link = new RotatingLog(Files.createSymbolicLink(directory.resolve("link"), log.session()));
        try (StatusMessages messages = StatusMessages.listen()) {
            try (Logging one = log.logging(ROTATION);
                    Logging other = link.logging(ROTATION);
                    Writing process = new Writing(
                            "process",
                            JavaProcess.plan(directory, LogLines.class, LogLines.AS_TOLD, "process")
                                    .configured(link.appender(ROTATION))
                                    .start())) {
                int[] logged = {0};
                process.log(100);
                await().until(() -> hasOf("process"));
                await().until(() -> {
                    logLines(one.logger("test"), "one" + logged[0], 100);
                    logLines(other.logger("test"), "other" + logged[0], 100);
                    process.log(100);
                    logged[0]++;
                    return process.warnings() + messages.containing(Level.WARN).size() == 1;
                });
                process.end();
                assertThat(messages.containing(Level.ERROR)).isEmpty();
            }
        }
        assertThat(NumberedRecords.counts(log.lines()))
                .containsEntry("one0", 100)
                .containsEntry("other0", 100);
        assertThat(NumberedRecords.counts(log.lines()).get("process")).isGreaterThanOrEqualTo(200);
    }

    @Test
    void onlyOneRotatesAlsoWhereTheLockFileIsRemoved() throws Exception {
        Map<String, Integer> logged = new TreeMap<>();
        String attributes = ROTATION + "immediateFlush=\"true\"";
        try (Writing first = writing("first", JavaProcess.LOG4J_VERSIONS.get(0), attributes)) {
            first.log(1000);
            await().until(() -> Files.exists(log.backup(2)));
            Files.delete(log.session().resolve("log4jray/app.log.lock"));
            logged.put("first", 1000);
            try (Writing second = writing("second", JavaProcess.LOG4J_VERSIONS.get(0), attributes)) {
                await().until(() -> {
                    for (Writing one : List.of(first, second)) {
                        one.log(1000);
                        logged.merge(one.word(), 1000, Integer::sum);
                    }
                    return first.warnings() + second.warnings() > 0;
                });
                second.end();
            }
            first.end();
        }

        assertThat(NumberedRecords.counts(log.lines())).isEqualTo(logged);
    }

    @Test
    void fileThatCanNotBeLockedIsRotatedWithAWarning() throws Exception {
        Path lock = Files.createDirectories(log.session().resolve("log4jray/app.log.lock"));
        try (StatusMessages messages = StatusMessages.listen()) {
            for (int i = 0; i < 2; i++) {
                try (Logging logging = log.logging(ROTATION)) {
                    logLines(logging.logger("test"), "context" + i, 1000);
                }
            }
            assertThat(messages.containing(Level.WARN))
                    .singleElement()
                    .asString()
                    .contains(lock.toString(), "can't be locked");
            assertThat(messages.containing(Level.ERROR)).isEmpty();
        }

        assertThat(NumberedRecords.counts(log.lines())).isEqualTo(Map.of("context0", 1000, "context1", 1000));
        assertThat(log.texts()).allMatch(text -> text.length() < 3000);
    }
}
