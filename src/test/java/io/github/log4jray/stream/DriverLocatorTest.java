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
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        return new DriverLocator(configured, request, Environment.of(Map.of(), variables));
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
        assertThat(locator.find()).isNull();
        assertThat(locator.job()).isEqualTo(JOB);
        assertThat(locator.where()).contains(directory.toString(), "for job " + JOB);
    }

    @Test
    void theEndpointOfTheJobIsFoundAsSoonAsItIsPublished() throws IOException {
        DriverLocator locator = locator(null, VARIABLES);
        publish("0b000000", PUBLISHED);
        assertThat(locator.find()).isEqualTo(driver("tcp://127.0.0.1:1003", "of the environment"));
        assertThat(locator.where()).contains("which has drivers of job 0b000000");
        publish(JOB, PUBLISHED);
        assertThat(locator.find()).isEqualTo(driver(PUBLISHED, "of the session"));
    }

    @Test
    void theAttributeComesFirst() throws IOException {
        publish(JOB, PUBLISHED);
        assertThat(locator(CONFIGURED, VARIABLES).find()).isEqualTo(new Driver(CONFIGURED, "of the environment"));
        assertThat(locator(CONFIGURED, Map.of()).find()).isEqualTo(new Driver(CONFIGURED, ""));
    }

    @Test
    void theAttributeGetsTheTokenThatIsPublishedWithTheSameAddress() throws IOException {
        publish(JOB, CONFIGURED.toString());
        assertThat(locator(CONFIGURED, VARIABLES).find()).isEqualTo(new Driver(CONFIGURED, "of the session"));
    }

    @Test
    void anEndpointWithAnInvalidAddressIsIgnored() throws IOException {
        publish(JOB, "nowhere");
        assertThat(locator(null, VARIABLES).find()).isEqualTo(driver("tcp://127.0.0.1:1003", "of the environment"));
    }

    @Test
    void anInvalidAddressInTheEnvironmentIsOneErrorWithoutItsPassword() {
        DriverLocator locator = locator(null, Map.of("RAY_DRIVER_LOG_ADDRESS", "http://user:secret@host:1"));
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThat(locator.find()).isNull();
            assertThat(locator.find()).isNull();
            assertThat(messages.containing(Level.ERROR, "RAY_DRIVER_LOG_ADDRESS"))
                    .singleElement()
                    .asString()
                    .doesNotContain("secret");
        }
    }
}
