package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which session an appender has, by its attributes, system properties and environment variables. */
class SessionLocatorTest {

    private static final String OLD_NAME = "session_2020-01-01_00-00-00_000000_1";
    private static final Clock CLOCK = Clock.systemDefaultZone();

    @TempDir
    private Path directory;

    private Path attribute;
    private Path property;
    private Path variable;
    private Path elsewhere;

    @BeforeEach
    void paths() {
        attribute = directory.resolve("attribute");
        property = directory.resolve("property");
        variable = directory.resolve("variable");
        elsewhere = directory.resolve("elsewhere/logs");
    }

    private static SessionLocator locator(
            Environment environment, Clock clock, Object tempDir, Object sessionDir, String session) {
        return new SessionLocator(
                new Attributes("Test", "test"),
                environment,
                clock,
                tempDir == null ? null : tempDir.toString(),
                sessionDir == null ? null : sessionDir.toString(),
                session);
    }

    private static SessionLocator inTemp(Object tempDir, String session) {
        return locator(Environment.of(Map.of(), Map.of()), CLOCK, tempDir, null, session);
    }

    private Environment everything() {
        return Environment.of(
                Map.of("ray.session-dir", property.toString(), "ray.logging.dir", elsewhere.toString()),
                Map.of("RAY_SESSION_DIR", variable.toString()));
    }

    @Test
    void attributeTakesPrecedenceAndHasItsOwnLogs() throws Exception {
        Session session =
                locator(everything(), CLOCK, null, attribute, "latest").find();

        assertThat(session).isEqualTo(new Session(attribute, attribute.resolve("logs")));
        assertThat(session.logs()).isEmptyDirectory();
        assertThat(TempDirectory.names(directory)).containsExactly("attribute");
    }

    @Test
    void tempDirectoryThatIsAlsoNamedThroughALinkHasOneSession() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("real"));
        Path real = Files.createDirectory(directory.resolve("real"));
        Session session = inTemp(real, null).find();

        assertThat(inTemp(link, null).findExisting()).isEqualTo(session);
        assertThat(inTemp(link, null).find()).isEqualTo(session);
        assertThat(inTemp(directory.resolve("link/../real"), null).find()).isEqualTo(session);
    }

    @Test
    void latestSessionThatTheProcessCanNoLongerJoinIsOneWarning() throws Exception {
        Path temp = directory.resolve("temp");
        Session made = inTemp(temp, null).find();
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThat(inTemp(temp, "latest").find()).isEqualTo(made);
            assertThat(messages.containing(Level.WARN, "has no effect"))
                    .as("same session")
                    .isEmpty();

            Path next =
                    Files.createDirectory(temp.resolve("session_of_another")).toRealPath();
            Files.delete(temp.resolve("session_latest"));
            Files.createSymbolicLink(temp.resolve("session_latest"), next.getFileName());
            assertThat(inTemp(temp, "latest").find()).isEqualTo(made);
            assertThat(inTemp(temp, "latest").findExisting()).isEqualTo(made);
            assertThat(messages.containing(
                            Level.WARN, "has no effect", made.directory().toString(), next.toString()))
                    .hasSize(1);
        }
    }

    @Test
    void pluginThatIsInTheLatestSessionBecauseOfAnotherOneIsOneWarning() throws Exception {
        Path temp = Files.createDirectory(directory.resolve("temp")).toRealPath();
        Path latest = Files.createDirectory(temp.resolve("session_of_another"));
        Files.createSymbolicLink(temp.resolve("session_latest"), latest.getFileName());
        try (StatusMessages messages = StatusMessages.listen()) {
            Session joined = inTemp(temp, "latest").find();
            assertThat(inTemp(temp, "latest").find()).isEqualTo(joined);
            assertThat(messages.containing(Level.WARN, "")).isEmpty();

            assertThat(inTemp(temp, null).find().directory()).isEqualTo(latest);
            assertThat(inTemp(temp, null).find().directory()).isEqualTo(latest);
            assertThat(messages.containing(Level.WARN, "makes no session of its own", "both are in session " + latest))
                    .hasSize(1);
        }
    }

    @Test
    void attributeMayHaveWhiteSpaceAround() throws Exception {
        Session session =
                locator(everything(), CLOCK, null, " " + attribute + "\n", null).find();

        assertThat(session.directory()).isEqualTo(attribute);
    }

    @Test
    void propertyTakesPrecedenceOverTheVariableAndNamesLogsToo() throws Exception {
        Session session = locator(everything(), CLOCK, directory.resolve("temp"), "  ", "latest")
                .find();

        assertThat(session).isEqualTo(new Session(property, elsewhere));
        assertThat(TempDirectory.names(directory)).containsExactly("elsewhere", "property");
    }

    @Test
    void propertyNamesTheSessionAlone() throws Exception {
        Environment environment = Environment.of(Map.of("ray.session-dir", property.toString()), Map.of());

        assertThat(locator(environment, CLOCK, null, null, null).find())
                .isEqualTo(new Session(property, property.resolve("logs")));
    }

    @Test
    void variableNamesTheSessionAndNotItsLogs() throws Exception {
        Environment environment = Environment.of(
                Map.of("ray.logging.dir", elsewhere.toString()), Map.of("RAY_SESSION_DIR", variable.toString()));

        assertThat(locator(environment, CLOCK, null, null, "latest").find())
                .isEqualTo(new Session(variable, variable.resolve("logs")));
        assertThat(elsewhere).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "/a, /b, /c, /a",
        "' /a ', /b, /c, /a",
        "' ', /b, /c, /b",
        ", /b, /c, /b",
        ", , /c, /c/ray",
        ", ' ', /c, /c/ray",
        ", , , /tmp/ray"
    })
    void tempDirectoryIsThatOfTheAttributeElseOfThePropertyElseOfTheVariable(
            String ofAttribute, String ofProperty, String ofVariable, String expected) {
        Environment environment = Environment.of(
                ofProperty == null ? Map.of() : Map.of("log4jray.tempDir", ofProperty),
                ofVariable == null ? Map.of() : Map.of("RAY_TMPDIR", ofVariable));

        assertThat(locator(environment, CLOCK, ofAttribute, null, null).tempDirectory())
                .isEqualTo(expected);
    }

    @Test
    void newSessionIsInTheTempDirectoryOfTheVariable() throws Exception {
        Environment environment = Environment.of(Map.of(), Map.of("RAY_TMPDIR", variable.toString()));
        Session session = locator(environment, CLOCK, null, null, null).find();

        assertThat(TempDirectory.names(variable)).containsExactly("ray");
        assertThat(new TempDirectory(variable.resolve("ray")).session()).isEqualTo(session.directory());
    }

    @Test
    void newSessionIsNamedByLocalTimeAndProcess() throws Exception {
        Instant time = Instant.parse("2026-01-02T03:04:05.000006789Z");
        Session session = locator(
                        Environment.of(Map.of(), Map.of()),
                        Clock.fixed(time, ZoneOffset.ofHours(2)),
                        directory,
                        null,
                        "new")
                .find();

        assertThat(session.directory())
                .isEqualTo(directory.resolve("session_2026-01-02_05-04-05_000006_" + ProcessIds.pid()));
    }

    /** Each look at it takes a microsecond. */
    private static Clock ticking(Instant start) {
        AtomicLong looks = new AtomicLong();
        InstantSource source = () -> start.plusNanos(1000 * looks.getAndIncrement());
        return source.withZone(ZoneId.of("UTC"));
    }

    @Test
    void newSessionHasANameThatNoOtherHas() throws Exception {
        Instant start = Instant.parse("2026-01-02T03:04:05.000006Z");
        String pid = "_" + ProcessIds.pid();
        Files.createDirectory(directory.resolve("session_2026-01-02_03-04-05_000006" + pid));
        Files.createDirectory(directory.resolve("session_2026-01-02_03-04-05_000007" + pid));
        Session session = locator(Environment.of(Map.of(), Map.of()), ticking(start), directory, null, null)
                .find();

        assertThat(session.directory()).hasFileName("session_2026-01-02_03-04-05_000008" + pid);
    }

    @Test
    void newSessionIsTheSameForAllAppendersOfATempDirectory() throws Exception {
        Session session = inTemp(directory, null).find();

        assertThat(inTemp(directory.resolve("x/.."), "new").find()).isEqualTo(session);
        assertThat(inTemp(directory, "latest").find()).isEqualTo(session);
        assertThat(inTemp(directory.resolve("other"), null).find()).isNotEqualTo(session);
    }

    @Test
    void latestSessionIsThatToWhichTheLinkPoints() throws Exception {
        Path latest = Files.createDirectory(directory.resolve(OLD_NAME));
        Files.createSymbolicLink(directory.resolve("session_latest"), latest);

        assertThat(inTemp(directory, "latest").find().directory()).isEqualTo(latest.toRealPath());
        assertThat(latest.resolve("logs")).isEmptyDirectory();
    }

    @Test
    void lookForASessionCreatesNone() {
        SessionLocator locator = inTemp(directory.resolve("ray"), null);

        assertThat(locator.findExisting()).isNull();
        assertThat(inTemp(directory.resolve("ray"), "latest").findExisting()).isNull();
        assertThat(directory.resolve("ray")).doesNotExist();
    }

    @Test
    void lookForASessionFindsTheNamedOneAlsoBeforeItExists() {
        assertThat(locator(everything(), CLOCK, null, null, null).findExisting())
                .isEqualTo(new Session(property, elsewhere));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void lookForASessionFindsTheLatestOnlyWhereThatIsAskedFor() throws Exception {
        Path latest = Files.createDirectory(directory.resolve(OLD_NAME));
        Files.createSymbolicLink(directory.resolve("session_latest"), latest);

        assertThat(inTemp(directory, null).findExisting()).isNull();
        assertThat(inTemp(directory, "latest").findExisting().directory()).isEqualTo(latest.toRealPath());
    }

    @Test
    void lookForASessionFindsTheOneThatThisProcessHasMade() throws Exception {
        Session session = inTemp(directory, null).find();

        assertThat(inTemp(directory, null).findExisting()).isEqualTo(session);
    }

    @Test
    void variablesMayBeSystemPropertiesOfTheSameName() throws Exception {
        Environment both = Environment.of(
                Map.of("RAY_SESSION_DIR", property.toString()), Map.of("RAY_SESSION_DIR", variable.toString()));
        assertThat(locator(both, CLOCK, null, null, null).find().directory()).isEqualTo(property);

        Environment temp = Environment.of(Map.of("RAY_TMPDIR", "/a"), Map.of("RAY_TMPDIR", "/b"));
        assertThat(locator(temp, CLOCK, null, null, null).tempDirectory()).isEqualTo("/a/ray");
    }

    @Test
    void sessionThatALinkNamesStaysWhenTheLinkMoves() throws Exception {
        Path first = Files.createDirectory(directory.resolve("first"));
        Path second = Files.createDirectory(directory.resolve("second"));
        Path link = Files.createSymbolicLink(directory.resolve("session_latest"), first);
        Session session = locator(
                        Environment.of(Map.of(), Map.of("RAY_SESSION_DIR", link.toString())), CLOCK, null, null, null)
                .find();
        assertThat(session).isEqualTo(Session.named(first, null));
        Files.delete(link);
        Files.createSymbolicLink(link, second);

        SessionLocator later = locator(Environment.of(Map.of(), Map.of()), CLOCK, null, link, null);
        assertThat(later.findExisting()).isEqualTo(session);
        assertThat(later.find()).isEqualTo(session);
        assertThat(second).isEmptyDirectory();
    }

    @Test
    void sessionIsNotInATempDirectoryToWhichALinkMovesLater() throws Exception {
        Path first = Files.createDirectory(directory.resolve("first"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), first);

        assertThat(inTemp(link, null).find().directory().getParent()).isEqualTo(first);
    }

    @Test
    void linkThatPointsNowhereIsAnError() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("session_latest"), Path.of("gone"));

        assertThatThrownBy(() -> locator(everything(), CLOCK, null, link, null).find())
                .hasMessageContaining("is a link to gone, which does not exist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"~", "~/ray", "~user/ray"})
    void homeOfAShellIsAnError(String name) {
        SessionLocator locator = locator(Environment.of(Map.of(), Map.of()), CLOCK, name, null, null);

        assertThatThrownBy(locator::find).hasMessageContaining("expected a path without ~");
        assertThat(locator.findExisting()).isNull();
        assertThat(Path.of(name.substring(0, 1))).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"false, does not exist", "true, which does not exist"})
    void newSessionInThePlaceOfAMissingLatestOneIsAWarning(boolean dangling, String reason) throws Exception {
        if (dangling) {
            Files.createSymbolicLink(directory.resolve("session_latest"), Path.of(OLD_NAME));
        }
        try (StatusMessages messages = StatusMessages.listen()) {
            Session session = inTemp(directory, "latest").find();
            assertThat(inTemp(directory, "latest").find()).isEqualTo(session);

            assertThat(messages.containing(
                            Level.WARN,
                            "Test \"test\": there is no session to join",
                            reason,
                            session.directory().toString()))
                    .hasSize(1);
        }
    }

    @Test
    void errorNamesTheSettingAndItsValue() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Environment environment = Environment.of(Map.of(), Map.of("RAY_SESSION_DIR", file.toString()));

        assertThatThrownBy(() -> locator(environment, CLOCK, null, null, null).find())
                .isInstanceOfSatisfying(SessionLocator.UnavailableException.class, e -> {
                    assertThat(e.source()).isEqualTo("environment variable RAY_SESSION_DIR");
                    assertThat(e.value()).isEqualTo(file.toString());
                })
                .hasMessage("can't be used: " + file + " is a file, not a directory");
    }

    @Test
    void errorOfATempDirectoryNamesTheSettingToo() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Environment environment = Environment.of(Map.of("log4jray.tempDir", file.toString()), Map.of());

        assertThatThrownBy(() -> locator(environment, CLOCK, null, null, null).find())
                .isInstanceOfSatisfying(
                        SessionLocator.UnavailableException.class,
                        e -> assertThat(e.source()).isEqualTo("system property log4jray.tempDir"))
                .hasMessageContaining("is a file, not a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\tb", "a\0b", "a\nb"})
    void nameWithAControlCharacterIsAnError(String name) {
        SessionLocator locator = locator(everything(), CLOCK, null, name, null);

        assertThatThrownBy(locator::find).hasMessageContaining("a control character in its name");
        assertThat(locator.findExisting()).isNull();
    }
}
