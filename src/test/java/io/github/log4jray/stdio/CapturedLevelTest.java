package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.OnEachLog4j;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Which levels and filters keep captured lines back. */
@OnEachLog4j
class CapturedLevelTest {

    @Parameter
    private String log4j;

    @TempDir
    private Path directory;

    private List<String> linesWith(Config configuration, String option) throws Exception {
        Capturing capturing = new Capturing(directory, log4j);
        capturing.run(
                capturing.plan(PrintAndLog.class).configured(configuration).option(option));
        return capturing.lines("app.log").stream()
                .filter(line -> !line.startsWith("java.lang") && !line.startsWith("\tat"))
                .toList();
    }

    private static Config root(String level) {
        return Config.of(Capturing.file("app.log")).level(level);
    }

    @Test
    void levelOfTheRootLoggerKeepsNoLineBack() throws Exception {
        assertThat(linesWith(root("fatal"), "-Dnothing=")).containsExactly("out", "err", "no end");
    }

    @Test
    void norDoesItWithAsynchronousLoggers() throws Exception {
        assertThat(linesWith(root("fatal"), Capturing.ASYNC_LOGGERS)).containsExactly("out", "err", "no end");
    }

    @Test
    void levelOfTheLoggerOfTheStreamIsObeyed() throws Exception {
        assertThat(linesWith(
                        root("fatal")
                                .logger(Config.element("Logger")
                                        .with("name", "stdout")
                                        .with("level", "warn")),
                        "-Dnothing="))
                .containsExactly("err");
    }

    @Test
    void filterIsObeyed() throws Exception {
        assertThat(linesWith(
                        root("fatal")
                                .filter(Config.element("MarkerFilter")
                                        .with("marker", "STDERR")
                                        .with("onMatch", "DENY")
                                        .with("onMismatch", "NEUTRAL")),
                        "-Dnothing="))
                .containsExactly("out", "no end");
    }
}
