package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.session.Address;
import io.github.log4jray.session.DriverEndpoint;
import io.github.log4jray.session.IdentityResolver;
import io.github.log4jray.session.ProcessRole;
import io.github.log4jray.session.Session;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.stream.StreamSender.Driver;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a worker looks for its driver. */
final class DriverLocatorTest {

    private static final String JOB = "0a000000";
    private static final Address CONFIGURED = Address.parse("tcp://127.0.0.1:1001");
    private static final String PUBLISHED = "tcp://127.0.0.1:1002";
    private static final Map<String, String> VARIABLES =
            Map.of("RAY_DRIVER_LOG_ADDRESS", "tcp://127.0.0.1:1003", "RAY_DRIVER_LOG_TOKEN", "of the environment");

    @TempDir
    private Path directory;

    /** Gives the request that an appender with these attributes makes. */
    private static final class Builder extends DriverStreamAppender.Builder<Builder> {
        private IdentityResolver request() {
            return identityResolver(new Attributes("DriverStream", "test"), ProcessRole.WORKER);
        }
    }

    private DriverLocator locator(Address configured, Map<String, String> variables) {
        IdentityResolver request =
                new Builder().setSessionDir(directory.toString()).setJobId(JOB).request();
        return new DriverLocator(configured, null, false, request, Environment.of(Map.of(), variables));
    }

    private void publish(String job, String address) throws IOException {
        new DriverEndpoint("ab".repeat(16), job, address, "of the session", 1)
                .publish(new Session(directory, directory.resolve("logs")));
    }

    private static Driver driver(String address, String token) {
        return new Driver(Address.parse(address), token);
    }

    @Test
    void withoutAnyHintThereIsNoDriver() {
        DriverLocator locator = locator(null, Map.of());
        assertThat(locator.locate().drivers()).isEmpty();
        assertThat(locator.job()).isEqualTo(JOB);
        assertThat(locator.describeSearch()).contains(directory.toString(), "for job " + JOB);
    }

    @Test
    void tokenOfTheBuilderTakesPrecedenceAtItsAddress() {
        IdentityResolver request =
                new Builder().setSessionDir(directory.toString()).setJobId(JOB).request();
        DriverLocator locator = new DriverLocator(
                Address.parse("tcp://127.0.0.1:1003"),
                "of the builder",
                false,
                request,
                Environment.of(Map.of(), VARIABLES));

        assertThat(locator.locate().drivers()).containsExactly(driver("tcp://127.0.0.1:1003", "of the builder"));
    }

    @Test
    void endpointOfTheJobIsFoundAsSoonAsItIsPublished() throws IOException {
        DriverLocator locator = locator(null, VARIABLES);
        publish("0b000000", PUBLISHED);
        assertThat(locator.locate().drivers()).containsExactly(driver("tcp://127.0.0.1:1003", "of the environment"));
        assertThat(locator.describeSearch()).contains("which has drivers of job 0b000000 (pid 1)");
        publish(JOB, PUBLISHED);
        assertThat(locator.locate().drivers())
                .containsExactly(
                        driver(PUBLISHED, "of the session"), driver("tcp://127.0.0.1:1003", "of the environment"));
    }

    @Test
    void attributeComesFirst() throws IOException {
        publish(JOB, PUBLISHED);
        assertThat(locator(CONFIGURED, VARIABLES).locate().drivers())
                .containsExactly(new Driver(CONFIGURED, "of the environment"));
        assertThat(locator(CONFIGURED, Map.of()).locate().drivers())
                .containsExactly(new Driver(CONFIGURED, "of the session"));
    }

    @Test
    void attributeGetsTheTokenThatIsPublishedWithTheSameAddress() throws IOException {
        publish(JOB, CONFIGURED.toString());
        assertThat(locator(CONFIGURED, VARIABLES).locate().drivers())
                .containsExactly(new Driver(CONFIGURED, "of the session"));
    }

    @Test
    void sameDriverTwiceIsOneDriver() throws IOException {
        publish(JOB, PUBLISHED);
        Map<String, String> variables =
                Map.of("RAY_DRIVER_LOG_ADDRESS", PUBLISHED, "RAY_DRIVER_LOG_TOKEN", "of the environment");
        assertThat(locator(null, variables).locate().drivers()).containsExactly(driver(PUBLISHED, "of the session"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://127.0.0.1:1003", "redis://127.0.0.1:6379", "redis://127.0.0.1:6379?stream"})
    void besideADriverInTlsNoAddressInClearTextIsUsedAndOneWarningSaysSo(String clearText) throws IOException {
        publish(JOB, "tls://127.0.0.1:1002");
        try (StatusMessages messages = StatusMessages.listen()) {
            DriverLocator locator = locator(null, Map.of("RAY_DRIVER_LOG_ADDRESS", clearText));
            for (int i = 0; i < 2; i++) {
                assertThat(locator.locate().drivers())
                        .containsExactly(driver("tls://127.0.0.1:1002", "of the session"));
            }
            assertThat(messages.containing(Level.WARN, "no lines go to " + clearText, "clear text"))
                    .hasSize(1);
        }
    }

    @Test
    void workerWithSslUsesNoRedisInClearTextButOneInTls() {
        for (String scheme : List.of("redis", "rediss")) {
            Map<String, String> variables = Map.of("RAY_DRIVER_LOG_ADDRESS", scheme + "://10.0.0.5:6379");
            IdentityResolver request = new Builder()
                    .setSessionDir(directory.toString())
                    .setJobId(JOB)
                    .request();
            assertThat(new DriverLocator(null, null, true, request, Environment.of(Map.of(), variables))
                            .locate()
                            .drivers())
                    .hasSize(scheme.equals("rediss") ? 1 : 0);
        }
    }

    @Test
    void systemPropertyPrecedesTheVariable() {
        IdentityResolver request =
                new Builder().setSessionDir(directory.toString()).setJobId(JOB).request();
        Environment environment = Environment.of(
                Map.of("RAY_DRIVER_LOG_ADDRESS", "tcp://127.0.0.1:1004", "RAY_DRIVER_LOG_TOKEN", "of the properties"),
                VARIABLES);
        assertThat(new DriverLocator(null, null, false, request, environment)
                        .locate()
                        .drivers())
                .containsExactly(driver("tcp://127.0.0.1:1004", "of the properties"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:1002", "tcp://localhost:1002", "[::1]:1002"})
    void anotherNameOfThePublishedEndpointHasItsToken(String name) throws IOException {
        publish(JOB, PUBLISHED);
        Address address = Address.parse(name);
        assertThat(locator(address, VARIABLES).locate().drivers())
                .containsExactly(new Driver(address, "of the session"));
    }

    @Test
    void forwardedPortOfThePublishedHostHasItsTokenUnlessTheEnvironmentHasOne() throws IOException {
        publish(JOB, PUBLISHED);
        Address address = Address.parse("localhost:9999");
        assertThat(locator(address, Map.of()).locate().drivers())
                .containsExactly(new Driver(address, "of the session"));
        assertThat(locator(address, VARIABLES).locate().drivers())
                .containsExactly(new Driver(address, "of the environment"));
    }

    @Test
    void anotherHostDoesNotGetThePublishedToken() throws IOException {
        publish(JOB, PUBLISHED);
        for (String elsewhere : List.of("192.0.2.1:1002", "unknown.invalid:1002")) {
            Address address = Address.parse(elsewhere);
            assertThat(locator(address, Map.of()).locate().drivers()).containsExactly(new Driver(address, ""));
        }
    }

    /** Its port may be that of another program now. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void endpointOfAKilledDriverIsIgnored() throws Exception {
        Session session = new Session(directory, directory.resolve("logs"));
        Process driver = new ProcessBuilder("sleep", "600").start();
        try {
            new DriverEndpoint("ab".repeat(16), JOB, PUBLISHED, "of the session", driver.pid()).publish(session);
            assertThat(locator(null, Map.of()).locate().drivers()).containsExactly(driver(PUBLISHED, "of the session"));
        } finally {
            driver.destroyForcibly().waitFor();
        }
        DriverLocator after = locator(null, Map.of());
        assertThat(after.locate().drivers()).isEmpty();
        assertThat(after.describeSearch()).doesNotContain("has drivers");
        assertThat(locator(null, VARIABLES).locate().drivers())
                .containsExactly(driver("tcp://127.0.0.1:1003", "of the environment"));
    }

    @Test
    void shortTokenInTheEnvironmentIsOneErrorWithoutIt() {
        DriverLocator locator = locator(CONFIGURED, Map.of("RAY_DRIVER_LOG_TOKEN", "fifteen letters"));
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThat(locator.locate().drivers()).containsExactly(new Driver(CONFIGURED, ""));
            assertThat(messages.containing(Level.ERROR, "RAY_DRIVER_LOG_TOKEN"))
                    .allSatisfy(message -> assertThat(message)
                            .contains("\"****\"", "at least 16 characters")
                            .doesNotContain("fifteen"));
        }
    }

    @Test
    void endpointWithAnInvalidAddressIsIgnored() throws IOException {
        publish(JOB, "nowhere");
        assertThat(locator(null, VARIABLES).locate().drivers())
                .containsExactly(driver("tcp://127.0.0.1:1003", "of the environment"));
    }

    @Test
    void invalidAddressInTheEnvironmentIsOneErrorWithoutItsPassword() {
        DriverLocator locator = locator(null, Map.of("RAY_DRIVER_LOG_ADDRESS", "http://user:secret@host:1"));
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThat(locator.locate().drivers()).isEmpty();
            assertThat(locator.locate().drivers()).isEmpty();
            assertThat(messages.containing(Level.ERROR, "RAY_DRIVER_LOG_ADDRESS"))
                    .singleElement()
                    .asString()
                    .doesNotContain("secret");
        }
    }
}
