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

    private static final class Member extends AnyAppender implements SessionMember {
        private final ProcessIdentity identity;

        Member(ProcessIdentity identity) {
            super("member");
            this.identity = identity;
        }

        @Override
        public ProcessIdentity identity() {
            return identity;
        }

        @Override
        public Path file() {
            return null;
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
    void pluginWithoutASessionOfItsOwnJoinsTheMemberOfItsConfiguration() {
        Session session = Session.named(directory.resolve("named"), null);
        ProcessIds ids = new ProcessIds("0b000000", "0b".repeat(28), null, null);
        Member member = new Member(new ProcessIdentity(session, ids, ProcessRole.WORKER));
        ProcessIdentity joined =
                new ProcessIdentity(session, new ProcessIds("0b000000", WORKER, null, null), ProcessRole.WORKER);
        IdentityResolver resolver = resolver(configuration(member), directory.resolve("ray"), false);

        assertThat(resolver.resolve()).isEqualTo(joined);
        assertThat(resolver.resolveExisting()).isEqualTo(joined);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void pluginThatNamesItsSessionDoesNotJoinTheMember() {
        Session session = Session.named(directory.resolve("named"), null);
        Member member =
                new Member(new ProcessIdentity(session, new ProcessIds(null, null, null, null), ProcessRole.NONE));
        ProcessIdentity own =
                resolver(configuration(member), directory.resolve("ray"), true).resolve();

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
