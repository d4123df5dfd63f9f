package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
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
        judge("own", Map.of("TERM", "xterm"), Config.console().with(Config.pattern("%m%n")));
    }

    @Test
    void twoDriversInOneProcessShareTheTerminal() throws Exception {
        Path second = Files.writeString(
                session.resolve("second.xml"),
                Config.of(console(session.resolve("two"))).toString());
        judge("two", Map.of("TERM", "xterm", "RAY_DEDUP_LOGS", "0"), console(session), second.toString());
    }

    private static Element console(Path session) {
        return Config.driverConsole()
                .with("sessionDir", session)
                .with("jobId", "01000000")
                .with(Config.pattern("%m%n"));
    }

    private void judge(String mode, Map<String, String> environment, Element appender, String... arguments)
            throws Exception {
        try (JavaProcess driver = JavaProcess.plan(session, TalkingDriver.class, arguments)
                .configured(appender)
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
