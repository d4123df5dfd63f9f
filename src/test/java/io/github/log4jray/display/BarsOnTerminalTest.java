package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.PythonEnvironment;
import io.github.log4jray.testing.programs.TalkingDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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
    @CsvSource({"color, RAY_X, 1", "plain, NO_COLOR, 1", "none, RAY_PROGRESS_BARS, 0"})
    void barsOfADriverStayBelowAllLines(String mode, String variable, String value) throws Exception {
        judge(mode, Map.of("TERM", "xterm", "RAY_DEDUP_LOGS", "0", variable, value), console(session));
    }

    @Test
    void processThatIsNoDriverShowsItsOwnBars() throws Exception {
        judge("own", Map.of("TERM", "xterm"), "<Console name=\"console\"><PatternLayout pattern=\"%m%n\"/></Console>");
    }

    @Test
    void twoDriversInOneProcessShareTheTerminal() throws Exception {
        Path second = Files.writeString(
                session.resolve("second.xml"), Logging.configuration(console(session.resolve("two"))));
        judge("two", Map.of("TERM", "xterm", "RAY_DEDUP_LOGS", "0"), console(session), second.toString());
    }

    private static String console(Path session) {
        return "<DriverConsole name=\"console\" sessionDir=\"" + session
                + "\" jobId=\"01000000\"><PatternLayout pattern=\"%m%n\"/></DriverConsole>";
    }

    private void judge(String mode, Map<String, String> environment, String appender, String... arguments)
            throws Exception {
        try (JavaProcess driver = JavaProcess.plan(session, TalkingDriver.class, arguments)
                .configured(Logging.configuration(appender))
                .option("-Dray.node-ip=10.0.0.1")
                .launchedBy(
                        PythonEnvironment.ofPyte().toString(),
                        "src/test/python/bars_on_screen.py",
                        session.toString(),
                        mode)
                .environment(environment)
                .start()) {
            int code = driver.join();
            assertThat(code).as(driver.err()).isZero();
        }
    }
}
