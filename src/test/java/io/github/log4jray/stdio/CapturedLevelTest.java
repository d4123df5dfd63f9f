package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;

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

    private List<String> linesWith(String loggers, String option) throws Exception {
        Capturing capturing = new Capturing(directory, log4j);
        capturing.run(capturing
                .plan(PrintAndLog.class)
                .configured("<Configuration status=\"warn\"><Appenders>" + Capturing.file("app.log") + "</Appenders>"
                        + loggers + "</Configuration>")
                .option(option));
        return capturing.lines("app.log").stream()
                .filter(line -> !line.startsWith("java.lang") && !line.startsWith("\tat"))
                .toList();
    }

    private static String root(String level, String more) {
        return "<Loggers>" + more + "<Root level=\"" + level + "\"><AppenderRef ref=\"app.log\"/></Root></Loggers>";
    }

    @Test
    void levelOfTheRootLoggerKeepsNoLineBack() throws Exception {
        assertThat(linesWith(root("fatal", ""), "-Dnothing=")).containsExactly("out", "err", "no end");
    }

    @Test
    void norDoesItWithAsynchronousLoggers() throws Exception {
        assertThat(linesWith(root("fatal", ""), Capturing.ASYNC_LOGGERS)).containsExactly("out", "err", "no end");
    }

    @Test
    void levelOfTheLoggerOfTheStreamIsObeyed() throws Exception {
        assertThat(linesWith(root("fatal", "<Logger name=\"stdout\" level=\"warn\"/>"), "-Dnothing="))
                .containsExactly("err");
    }

    @Test
    void filterIsObeyed() throws Exception {
        assertThat(linesWith(
                        "<MarkerFilter marker=\"STDERR\" onMatch=\"DENY\" onMismatch=\"NEUTRAL\"/>" + root("fatal", ""),
                        "-Dnothing="))
                .containsExactly("out", "no end");
    }
}
