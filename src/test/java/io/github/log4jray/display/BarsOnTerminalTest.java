package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.PythonEnvironment;
import io.github.log4jray.testing.programs.TalkingDriver;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How bars look on a pseudo-terminal, as a terminal emulator sees it: {@code src/test/python/bars_on_screen.py} judges.
 * Needs what {@code .ci/install-pyte} installs.
 */
@Tag("tools")
class BarsOnTerminalTest {

    @TempDir
    private Path session;

    @ParameterizedTest
    @CsvSource({"color, RAY_X", "plain, NO_COLOR"})
    void barsStayBelowAllLines(String colors, String variable) throws Exception {
        try (JavaProcess driver = JavaProcess.plan(session, TalkingDriver.class)
                .configured(Logging.configuration("<DriverConsole name=\"console\" sessionDir=\"" + session
                        + "\" jobId=\"01000000\"><PatternLayout pattern=\"%m%n\"/></DriverConsole>"))
                .option("-Dray.node-ip=10.0.0.1")
                .launchedBy(
                        PythonEnvironment.ofPyte().toString(),
                        "src/test/python/bars_on_screen.py",
                        session.toString(),
                        colors)
                .environment(Map.of("TERM", "xterm", "RAY_DEDUP_LOGS", "0", variable, "1"))
                .start()) {
            int code = driver.join();
            assertThat(code).as(driver.err()).isZero();
        }
    }
}
