package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code magicTokens} a file says whose lines it holds, in the words that Ray's log monitor reads. */
class MagicTokensTest extends WithMagicTokens {

    @Test
    void noTokenIsWrittenWithoutTheAttribute() throws Exception {
        try (Logging logging = Logging.with(Config.sessionDirectory()
                .with("jobId", "01000000")
                .with("fileName", "app.log")
                .with("sessionDir", logs.getParent())
                .with(Config.pattern("%m%n")))) {
            of("02000000", "Counter", "count");
            logging.logger("test").info("one");
        }

        assertThat(written("app.log")).isEqualTo("one\n");
    }

    @Test
    void noTokenIsWrittenWhereNothingIsKnown() throws Exception {
        try (Logging logging = logging("component=\"raylet\"")) {
            of("", "", "");
            logging.logger("test").info("one");
            of(null, null, null);
            logging.logger("test").info("two");
        }

        assertThat(written("raylet.out")).isEqualTo("one\ntwo\n");
    }

    @Test
    void tokensStandBeforeTheFirstLineOfEachName() throws Exception {
        try (Logging logging = logging("fileName=\"app.log\"")) {
            Logger logger = logging.logger("test");
            logger.info("nobody's");
            of(null, null, "count");
            logger.info("of a task");
            logger.info("of the same");
            of(null, null, "sum");
            logger.info("of another");
            of(null, null, null);
            logger.info("nobody's again");
            of(null, "Counter", "inc");
            logger.info("of an actor's task");
            of(null, "Counter", null);
            logger.info("of the actor");
            of(null, "Counter", "inc");
            logger.info("of its task again");
            of(null, "Other", "inc");
            logger.info("of another actor's");
            of(null, null, "inc");
            logger.info("of a task of that name");
        }

        assertThat(written("app.log")).isEqualTo("""
                nobody's
                :task_name:count
                of a task
                of the same
                :task_name:sum
                of another
                :task_name:
                nobody's again
                :actor_name:Counter
                :task_name:inc
                of an actor's task
                :task_name:
                of the actor
                :task_name:inc
                of its task again
                :actor_name:Other
                :task_name:inc
                of another actor's
                :actor_name:
                :task_name:inc
                of a task of that name
                """);
    }

    @Test
    void jobIsThatOfTheEventAndElseThatOfTheProcess() throws Exception {
        try (Logging logging = logging("fileName=\"app.log\" jobId=\"0A000000\"")) {
            Logger logger = logging.logger("test");
            logger.info("of the process");
            of("02000000", "Counter", null);
            logger.info("of the event");
            of("", "Counter", "inc");
            logger.info("of the process again");
        }

        assertThat(written("app.log")).isEqualTo("""
                :job_id:0a000000
                of the process
                :actor_name:Counter
                :job_id:02000000
                of the event
                :actor_name:Counter
                :task_name:inc
                :job_id:0a000000
                of the process again
                """);
    }

    @Test
    void nilJobIsWrittenInNamesOnly() throws Exception {
        try (Logging logging = logging("component=\"java-worker\"")) {
            logging.logger("test").info("one");
        }

        assertThat(written("java-worker-ffffffff-" + ProcessHandle.current().pid() + ".log"))
                .isEqualTo("one\n");
    }

    @Test
    void outAndErrHaveTheirOwn() throws Exception {
        try (Logging logging = logging("component=\"raylet\" stderrLevel=\"error\" jobId=\"01000000\"")) {
            Logger logger = logging.logger("test");
            of(null, null, "a");
            logger.info("one");
            of(null, null, "b");
            logger.error("two");
            of(null, null, "a");
            logger.info("three");
            of(null, null, "b");
            logger.error("four");
            of(null, null, null);
            logger.error("five");
        }

        assertThat(written("raylet.out"))
                .isEqualTo(":job_id:01000000\n:task_name:a\none\n:task_name:b\ntwo\n:task_name:a\nthree\n"
                        + ":task_name:b\nfour\n:task_name:\nfive\n");
        assertThat(written("raylet.err")).isEqualTo(":job_id:01000000\n:task_name:b\ntwo\nfour\n:task_name:\nfive\n");
    }

    @Test
    void tokensStandAtTheHeadOfEachRotatedFileAndCountAsBytes() throws Exception {
        try (Logging logging = logging("fileName=\"app.log\" jobId=\"01000000\" maxBytes=\"100\" backupCount=\"9\"")) {
            of(null, null, "count");
            for (int i = 0; i < 16; i++) {
                logging.logger("test").info("number {}", 10 + i);
            }
        }

        // 34 bytes of tokens and 10 of each line: the seventh would make it 104; then 47, and the sixth would make it
        // 107
        String line = "number %d\n";
        String again = ":job_id:01000000\n:actor_name:\n:task_name:count\n";
        assertThat(TempDirectory.names(logs)).containsExactly("app.log", "app.log.1", "app.log.2");
        assertThat(written("app.log.2"))
                .isEqualTo(
                        ":job_id:01000000\n:task_name:count\n" + line.repeat(6).formatted(10, 11, 12, 13, 14, 15));
        assertThat(written("app.log.1")).isEqualTo(again + line.repeat(5).formatted(16, 17, 18, 19, 20));
        assertThat(written("app.log")).isEqualTo(again + line.repeat(5).formatted(21, 22, 23, 24, 25));
    }

    @ParameterizedTest
    @ValueSource(ints = {94, 95})
    void fileStaysBelowItsSizeWithItsTokens(int maxBytes) throws Exception {
        try (Logging logging =
                logging("fileName=\"app.log\" jobId=\"01000000\" backupCount=\"9\" maxBytes=\"" + maxBytes + "\"")) {
            of(null, null, "count");
            for (int i = 0; i < 6; i++) {
                logging.logger("test").info("number {}", 10 + i);
            }
        }

        assertThat(TempDirectory.names(logs)).hasSize(maxBytes == 94 ? 2 : 1);
    }

    @Test
    void changeAtARotationStandsInTheNewFile() throws Exception {
        try (Logging logging = logging("fileName=\"app.log\" maxBytes=\"60\" backupCount=\"9\"")) {
            of(null, "Counter", "inc");
            logging.logger("test").info("x".repeat(20));
            of(null, "Counter", "dec");
            logging.logger("test").info("y".repeat(20));
            logging.logger("test").info("z".repeat(20));
        }

        assertThat(written("app.log.2")).isEqualTo(":actor_name:Counter\n:task_name:inc\n" + "x".repeat(20) + "\n");
        LogMonitor monitor = new LogMonitor();
        assertThat(monitor.read(logs.resolve("app.log.1")))
                .containsExactly(new LogMonitor.Line("", "Counter", "dec", "y".repeat(20)));
        assertThat(written("app.log")).isEqualTo(":actor_name:Counter\n:task_name:dec\n" + "z".repeat(20) + "\n");
    }

    private static Stream<Arguments> forgeries() {
        return Stream.of(
                Arguments.of("a\n:job_id:ff000000", "a\\x0a:job_id:ff000000"),
                Arguments.of("a\r\n:actor_name:b", "a\\x0d\\x0a:actor_name:b"),
                Arguments.of("a\r:actor_name:b", "a\\x0d:actor_name:b"),
                Arguments.of("\n", "\\x0a"),
                Arguments.of("\u0007\u001b[2J\u007f", "\\x07\\x1b[2J\\x7f"),
                Arguments.of("\u0085\u009b", "\\x85\\x9b"),
                Arguments.of("\u2028:task_name:b", "\\" + "u2028:task_name:b"),
                Arguments.of("\u2029\u202e", "\\" + "u2029" + "\\" + "u202e"));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void nameCannotForgeALine(String name, String shown) throws Exception {
        try (Logging logging = logging("fileName=\"app.log\"")) {
            of(name, name, name);
            logging.logger("test").info("one");
        }

        assertThat(written("app.log"))
                .isEqualTo(":job_id:" + shown + "\n:actor_name:" + shown + "\n:task_name:" + shown + "\none\n");
    }

    @Test
    void nameMayHoldAnyOtherCharacter() throws Exception {
        try (Logging logging = logging("fileName=\"app.log\"")) {
            of(null, "Zähler €\ud83d\ude00", "a\tb:task_name:c ");
            logging.logger("test").info("one");
        }

        assertThat(written("app.log"))
                .isEqualTo(":actor_name:Zähler €\ud83d\ude00\n:task_name:a\tb:task_name:c \none\n");
    }

    @Test
    void tokensStandAgainWhereAFileIsContinued() throws Exception {
        for (String line : List.of("one", "two")) {
            try (Logging logging = logging("fileName=\"app.log\" jobId=\"01000000\"")) {
                of(null, "Counter", "inc");
                logging.logger("test").info(line);
            }
        }

        String names = ":actor_name:Counter\n:task_name:inc\n";
        String job = ":job_id:01000000\n";
        assertThat(written("app.log")).isEqualTo(job + names + "one\n" + names + job + "two\n");
    }

    private static Stream<Element> layoutsInJson() {
        return Stream.of(
                Config.rayJson(),
                Config.element("JsonTemplateLayout").with("eventTemplateUri", "classpath:RayLayout.json"));
    }

    /** Ray's log monitor reads a token only at the beginning of a line, which then is no JSON. */
    @ParameterizedTest
    @MethodSource("layoutsInJson")
    void withALayoutInJsonTheyAreAnErrorAndEachLineIsJson(Element layout) throws IOException {
        try (StatusMessages messages = StatusMessages.listen();
                Logging logging = Logging.with(Config.sessionDirectory()
                        .with("fileName", "app.log")
                        .with("sessionDir", logs.getParent())
                        .with("jobId", "01000000")
                        .with("magicTokens", true)
                        .with(layout))) {
            logging.logger("app").info("counted");
            assertThat(messages.containing(Level.ERROR))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("SessionDirectory \"file\": invalid magicTokens \"true\"", "JSON", "using false");
        }
        assertThat(written("app.log").lines()).hasSize(1).allMatch(line -> line.startsWith("{"));
    }
}
