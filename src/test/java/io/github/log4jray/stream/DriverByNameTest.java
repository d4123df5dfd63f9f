package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.RedisServer;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host name with two addresses, of which only the second one has a listener. */
final class DriverByNameTest {

    private static final String DRIVER = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path directory;

    private JavaProcess worker(String address) throws IOException {
        Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.9 driver.test\n127.0.0.1 driver.test\n");
        return JavaProcess.plan(directory, LogLines.class)
                .configured(
                        Config.driverStream().with("address", address).with("sessionDir", directory.resolve("session")))
                .option("-Djdk.net.hosts.file=" + hosts)
                .option(FakeDriver.TOKEN_OPTION)
                .start();
    }

    @Test
    void workerTriesEveryAddress() throws Exception {
        try (FakeDriver driver = FakeDriver.listen();
                JavaProcess worker = worker("driver.test:" + driver.port());
                FakeDriver.Connection connection = driver.welcome(DRIVER, 0)) {
            worker.tell(1);
            assertThat(connection.nextLines()).isEqualTo(List.of("line 0"));
        }
    }

    @Test
    @Tag("redis")
    void jedisTriesEveryAddressOfARedis() throws Exception {
        try (RedisServer redis = RedisServer.start(directory);
                RedisServer.Subscriber subscriber = redis.subscribe();
                JavaProcess worker = worker("redis://driver.test:" + redis.port())) {
            worker.tell(1);
            assertThat(subscriber.next()).contains("[\"line 0\"]");
            await().until(() -> worker.errors().isEmpty());
        }
    }
}
