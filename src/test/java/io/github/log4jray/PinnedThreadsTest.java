package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.programs.PinnedThreads;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * On JDK 21 a lock of {@code java.util.concurrent} may be handed to a virtual thread that finds no carrier, while all carriers
 * wait for that lock. Needs {@code .ci/install-jdk 21}.
 */
@Tag("jdk")
class PinnedThreadsTest {

    @TempDir
    private Path directory;

    private static Stream<Element> appenders() {
        Element file = Config.sessionDirectory().with("fileName", "app.log").with("maxBytes", "10 MB");
        return Stream.of(
                file.with("immediateFlush", true),
                file.with("immediateFlush", false),
                Config.driverStream().with("address", "tcp://127.0.0.1:9"));
    }

    @ParameterizedTest
    @MethodSource("appenders")
    void virtualThreadsThatKeepTheirCarriersStopNobody(Element appender) throws Exception {
        try (JavaProcess process = JavaProcess.plan(directory, PinnedThreads.class)
                .onJdk(21)
                .configured(appender)
                .option("-Dlog4jray.tempDir=" + directory)
                .start()) {
            process.join();
            assertThat(process.lines()).contains("done");
        }
    }
}
