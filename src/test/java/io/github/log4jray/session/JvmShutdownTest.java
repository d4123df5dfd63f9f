package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmShutdownTest {

    @TempDir
    private Path directory;

    private Element appender(String name) {
        return new TempDirectory(directory).appender("fileName=\"" + name + "\"");
    }

    @Test
    void hookIsThereFromTheFirstStartToTheLastStop() {
        assertThat(JvmShutdown.isRegistered()).isFalse();
        try (Logging first = Logging.with(appender("one.log"))) {
            assertThat(JvmShutdown.isRegistered()).isTrue();
            try (Logging second = Logging.with(appender("two.log"))) {
                first.reconfigure(appender("three.log"));
            }
            assertThat(JvmShutdown.isRegistered()).isTrue();
        }
        assertThat(JvmShutdown.isRegistered()).isFalse();
    }
}
