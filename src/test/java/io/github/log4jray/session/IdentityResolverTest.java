package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a plugin gets the session and the ids of its configuration. */
class IdentityResolverTest {

    private static final String WORKER = "0a".repeat(28);

    @TempDir
    private Path directory;

    private final Attributes attributes = new Attributes("Test", "test");

    private abstract static class AnyAppender extends AbstractAppender {
        AnyAppender(String name) {
            super(name, null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {}
    }

    @Plugin(name = "DriverConsole", category = "Core")
    private static final class Console extends AnyAppender {
        Console() {
            super("console");
        }
    }

    private static Configuration configuration(AnyAppender... appenders) {
        Configuration configuration = new DefaultConfiguration();
        for (AnyAppender appender : appenders) {
            configuration.addAppender(appender);
        }
        return configuration;
    }

    private IdentityResolver resolver(Configuration configuration, Path temp, boolean namesSession) {
        Environment environment = Environment.of(Map.of("log4jray.tempDir", temp.toString()), Map.of());
        return new IdentityResolver(
                attributes,
                configuration,
                new SessionLocator(attributes, environment, Clock.systemDefaultZone(), null, null, null),
                namesSession,
                ProcessIds.configured(attributes, environment, null, WORKER),
                ProcessRole.NONE);
    }

    private Path file() throws IOException {
        return Files.createFile(directory.resolve("file"));
    }

    @Test
    void pluginWithoutASessionOfItsOwnHasWhatAnotherAppenderNames() {
        Configuration configuration = configuration();
        Path named = directory.resolve("named");
        ConfigurationElements.of(configuration)
                .add(null, Map.of("sessionDir", named.toString(), "jobId", "0b000000", "workerId", "0b".repeat(28)));
        ProcessIdentity joined = new ProcessIdentity(
                Session.named(named, null), new ProcessIds("0b000000", WORKER, null, null), ProcessRole.NONE);
        IdentityResolver resolver = resolver(configuration, directory.resolve("ray"), false);

        assertThat(resolver.resolveExisting()).isEqualTo(joined);
        assertThat(directory).isEmptyDirectory();
        assertThat(resolver.resolve()).isEqualTo(joined);
        assertThat(named).isDirectory();
        assertThat(directory.resolve("ray")).doesNotExist();
    }

    /** A lookup asks for each event. */
    @Test
    void sessionOfALookupIsLookedForOnceWhileTheAppendersStayTheSame() {
        Configuration configuration = configuration();
        configuration.start();
        IdentityResolver resolver = resolver(configuration, directory.resolve("ray"), false);
        Session first = resolver.resolveSession();
        assertThat(first.directory()).hasParent(directory.resolve("ray")).isDirectory();
        assertThat(resolver.resolveSession()).isSameAs(first);
        String temp = resolver.tempDirectory();
        assertThat(resolver.tempDirectory()).isSameAs(temp);

        ConfigurationElements.of(configuration)
                .add(null, Map.of("tempDir", directory.resolve("named").toString()));

        assertThat(resolver.tempDirectory())
                .isEqualTo(directory.resolve("named").toString());
        assertThat(resolver.resolveSession().directory()).hasParent(directory.resolve("named"));
        configuration.stop();
    }

    @Test
    void sessionOfALookupIsThatOfTheAppenderThatJoinsOne() {
        Configuration configuration = configuration();
        configuration.start();
        IdentityResolver lookup = resolver(configuration, directory.resolve("ray"), false);
        lookup.resolveSession();

        Session joined = resolver(configuration, directory.resolve("another"), true)
                .resolveOrRefuse()
                .session();

        assertThat(lookup.resolveSession()).isEqualTo(joined);
        configuration.stop();
    }

    @Test
    void firstAppenderThatNamesSomethingDeterminesItForTheOthers() {
        Configuration configuration = configuration();
        ConfigurationElements elements = ConfigurationElements.of(configuration);
        elements.add(null, Map.of("tempDir", directory.resolve("first").toString(), "jobId", "invalid"));
        elements.add(null, Map.of("sessionDir", directory.resolve("second").toString(), "workerId", WORKER));
        elements.add(null, Map.of("workerId", "0b".repeat(28)));
        IdentityResolver resolver = resolver(configuration, directory.resolve("ray"), false);

        assertThat(resolver.tempDirectory())
                .isEqualTo(directory.resolve("first").toString());
        assertThat(resolver.resolve().session().directory().getParent()).isEqualTo(directory.resolve("first"));
        assertThat(elements.ids(configuration)).isEqualTo(new ProcessIds(null, WORKER, null, null));
    }

    @Test
    void pluginThatNamesItsSessionDoesNotJoinAnother() {
        Configuration configuration = configuration();
        ConfigurationElements.of(configuration)
                .add(null, Map.of("sessionDir", directory.resolve("named").toString()));
        ProcessIdentity own =
                resolver(configuration, directory.resolve("ray"), true).resolve();

        assertThat(own.session().directory().getParent()).isEqualTo(directory.resolve("ray"));
    }

    @Test
    void appendersOfAConfigurationThatNameTwoSessionsAreAnErrorAndShareTheFirst() {
        Configuration configuration = configuration();
        Session first = resolver(configuration, directory.resolve("a"), true)
                .resolveOrRefuse()
                .session();
        try (StatusMessages messages = StatusMessages.listen()) {
            ProcessIdentity second =
                    resolver(configuration, directory.resolve("b"), true).resolveOrRefuse();

            assertThat(second.session()).isEqualTo(first);
            assertThat(messages.containing(
                            Level.ERROR,
                            "Test \"test\": its settings name session " + directory.resolve("b"),
                            "using session " + first.directory()))
                    .hasSize(1);
            assertThat(resolver(configuration(), directory.resolve("b"), true)
                            .resolveOrRefuse()
                            .session())
                    .as("of another configuration")
                    .isNotEqualTo(first);
        }
    }

    @Test
    void keyIsEqualForTheSameSessionAndIds() {
        Path temp = directory.resolve("ray");
        IdentityResolver resolver = resolver(null, temp, false);
        String before = resolver.resolveKey();
        assertThat(temp).doesNotExist();
        resolver.resolve();

        assertThat(resolver.resolveKey())
                .isNotEqualTo(before)
                .isEqualTo(resolver(null, temp, true).resolveKey());
    }

    @Test
    void unavailableSessionIsAnErrorOfAPluginThatNeedsOne() throws Exception {
        Path file = file();
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThat(resolver(null, file, false).resolveOrRefuse()).isNull();
            assertThat(messages.containing(
                            Level.ERROR,
                            "Test \"test\": invalid system property log4jray.tempDir \"" + file,
                            "is left out"))
                    .hasSize(1);
        }
        assertThat(attributes.refused()).isTrue();
    }

    @Test
    void pluginThatNeedsNoneGoesOnWithoutAnUnavailableSession() throws Exception {
        Path file = file();
        try (StatusMessages messages = StatusMessages.listen()) {
            ProcessIdentity identity = resolver(null, file, false).resolve();
            assertThat(identity.session()).isNull();
            assertThat(identity.configured().workerId(() -> null)).isEqualTo(WORKER);
            assertThat(messages.containing(Level.ERROR, "using no session")).hasSize(1);
        }
        assertThat(attributes.refused()).isFalse();
    }

    @Test
    void onlyADriverCreatesASessionForItsIds() {
        Path temp = directory.resolve("ray");
        assertThat(resolver(null, temp, false).resolveJobLocator().identity().session())
                .isNull();
        assertThat(temp).doesNotExist();

        IdentityResolver driver = resolver(configuration(new Console()), temp, false);
        JobLocator jobLocator = driver.resolveJobLocator();
        assertThat(jobLocator.identity().role()).isEqualTo(ProcessRole.DRIVER);
        assertThat(jobLocator.identity().session().directory()).isDirectory();
        assertThat(driver.resolveJobLocator()).isSameAs(jobLocator);
    }

    @Test
    void idsAreLookedForAgainUntilThereIsASession() {
        Path temp = directory.resolve("ray");
        IdentityResolver resolver = resolver(null, temp, false);
        assertThat(resolver.resolveJobLocator().identity().session()).isNull();
        Session session = resolver(null, temp, false).resolve().session();

        assertThat(resolver.resolveJobLocator().identity().session()).isEqualTo(session);
    }
}
