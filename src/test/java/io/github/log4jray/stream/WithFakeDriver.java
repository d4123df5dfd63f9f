package io.github.log4jray.stream;

import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a worker whose driver is in the hand of the test. */
abstract class WithFakeDriver {

    static final String DRIVER = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path directory;

    final FakeDriver driver = FakeDriver.listen();

    @AfterEach
    void stopListening() {
        driver.close();
    }

    Element stream(String... attributes) {
        return Config.driverStream().with("address", driver.address()).attributes(String.join(" ", attributes));
    }

    /** A worker whose stop waits for nobody. */
    Logging worker(String... attributes) {
        return Logging.with(stream(Stream.concat(Stream.of("shutdownTimeoutMillis=\"0\""), Stream.of(attributes))
                .toArray(String[]::new)));
    }
}
