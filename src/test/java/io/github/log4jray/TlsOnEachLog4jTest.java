package io.github.log4jray;

import static io.github.log4jray.TlsProcesses.awaitLine;
import static io.github.log4jray.TlsProcesses.ready;
import static io.github.log4jray.TlsProcesses.ssl;
import static io.github.log4jray.testing.fixtures.KeyStores.key;
import static io.github.log4jray.testing.fixtures.KeyStores.trusting;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.OnEachLog4j;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Log4j has read its element {@code <Ssl>} differently from version to version. */
@OnEachLog4j
@Tag("compat")
class TlsOnEachLog4jTest {

    @TempDir
    private static Path keys;

    private static Path driverKey;
    private static Path workerKey;

    @Parameter
    private String log4j;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeKeys() {
        driverKey = key(keys.resolve("driver"), "-ext", "SAN=dns:localhost");
        workerKey = key(keys.resolve("worker"));
    }

    @Test
    void bothSidesShowCertificatesOfTheirStores() throws Exception {
        TlsProcesses all = TlsProcesses.on(log4j, directory);
        try (JavaProcess driver = ready(all.driver(Config.driverConsole().with(ssl(driverKey, trusting(workerKey))))
                        .start());
                JavaProcess worker = all.worker(TlsProcesses.streamTo("localhost", all.port())
                                .with(ssl(workerKey, trusting(driverKey))))
                        .start()) {
            worker.tell("hello in TLS");
            awaitLine(driver, "hello in TLS");
            worker.end();
            driver.end();

            assertThat(worker.errors()).isEmpty();
            assertThat(driver.errors()).isEmpty();
            assertThat(driver.lines()).noneMatch(line -> line.contains("WARN"));
        }
    }
}
