package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.programs.LogLines;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A driver at a terminal of Python's module {@code pty}: bytes of UTF-8 are no control characters of the terminal. */
@Tag("tools")
class TerminalCharsetTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "LC_ALL=C.UTF-8, Û line 0",
        "LC_ALL=C, \\xdb line 0",
        "LANG=POSIX, \\xdb line 0",
        "LANG=de_DE.ISO-8859-1, \\xdb line 0",
        "LANG=, Û line 0"
    })
    void characterIsEscapedWhereTheLocaleSaysThatTheTerminalIsNotUtf8(String locale, String shown) throws Exception {
        try (JavaProcess driver = JavaProcess.plan(directory, LogLines.class, "1")
                .launchedBy(
                        "env",
                        "-u",
                        "LC_ALL",
                        "-u",
                        "LC_CTYPE",
                        "-u",
                        "LANG",
                        locale,
                        "python3",
                        "-c",
                        "import pty, sys; pty.spawn(sys.argv[1:])")
                .configured(Config.driverConsole()
                        .with(Config.pattern("\u00db %m%n").with("charset", "UTF-8")))
                .environment(Map.of(
                        "PYTHONCOERCECLOCALE",
                        "0",
                        "RAY_SESSION_DIR",
                        directory.resolve("s").toString()))
                .start()) {
            driver.join();

            assertThat(driver.lines()).anyMatch(line -> line.startsWith(shown));
        }
    }
}
