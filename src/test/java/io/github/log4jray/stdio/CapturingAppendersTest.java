package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.OnEachLog4j;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Which appenders capture, and where their lines go. The rule itself is that of {@link CaptureSettingTest}. */
@OnEachLog4j
class CapturingAppendersTest {

    private static final String PROPERTY = "-Dlog4jray.captureStandardStreams=";
    private static final String TRACE = "java.lang.IllegalStateException: trace";

    @Parameter
    private String log4j;

    @TempDir
    private Path directory;

    private Capturing capturing;

    @BeforeEach
    void program() {
        capturing = new Capturing(directory, log4j);
    }

    private JavaProcess.Plan plan(Element... appenders) throws Exception {
        return capturing.plan(PrintAndLog.class).configured(appenders);
    }

    @Tag("compat")
    @Test
    void propertyIsEnoughForADriverConsoleWhichPrintsToTheStreamThatWasMeant() throws Exception {
        JavaProcess process = capturing.run(plan(Config.driverConsole()).option(PROPERTY + "true"));

        assertThat(process.lines()).hasSize(3).endsWith("out", "no end");
        assertThat(process.lines().get(0)).endsWith(" INFO app [main]: own");
        assertThat(process.errLines()).hasSize(3).startsWith("err", TRACE);
        assertThat(process.errLines().get(2)).startsWith("\tat ");
    }

    @Tag("compat")
    @Test
    void capturedLinesOfADriverObeyTheLayoutOfItsConsole() throws Exception {
        JavaProcess process = capturing.run(
                plan(Config.driverConsole().with(Config.pattern("%c %p %m%n"))).option(PROPERTY + "TRUE"));

        assertThat(process.lines()).containsExactly("app INFO own", "stdout INFO out", "stdout INFO no end");
        assertThat(process.errLines()).hasSize(3).startsWith("stderr ERROR err", "stderr ERROR " + TRACE);
    }

    @Tag("compat")
    @Test
    void propertyIsEnoughForADriverStream() throws Exception {
        List<String> outLines = new ArrayList<>();
        List<String> errLines = new ArrayList<>();
        try (FakeDriver driver = FakeDriver.listen();
                JavaProcess process = plan(Config.driverStream()
                                .with("address", driver.address())
                                .with("shutdownTimeoutMillis", 60_000))
                        .option(PROPERTY + "true")
                        .option(FakeDriver.TOKEN_OPTION)
                        .start();
                FakeDriver.Connection connection = driver.welcome("0123456789abcdef0123456789abcdef", 0)) {
            while (outLines.size() + errLines.size() < 6) {
                Map<String, Object> batch = connection.next();
                for (Object line : (List<?>) batch.get("lines")) {
                    (batch.get("is_err").equals(true) ? errLines : outLines).add((String) line);
                }
                connection.acknowledge((Long) batch.get("seq"));
            }
            assertThat(process.join()).isZero();
            assertThat(process.lines()).isEmpty();
            assertThat(process.errLines()).isEmpty();
        }
        assertThat(outLines).containsExactly("own", "out", "no end");
        assertThat(errLines).hasSize(3).startsWith("err", TRACE);
    }

    @Test
    void attributeOfAnAppenderPrevailsOverTheProperty() throws Exception {
        JavaProcess process = capturing.run(
                plan(Capturing.file("app"), Capturing.file("other").with("captureStandardStreams", false))
                        .option(PROPERTY + "1"));

        assertThat(process.lines()).doesNotContain("out");
        assertThat(capturing.lines("app")).contains("out");
        assertThat(process.errors())
                .singleElement()
                .asString()
                .contains("invalid system property log4jray.captureStandardStreams \"1\" (expected true or false)");
    }

    @Test
    void falseAttributePrevailsOverTheProperty() throws Exception {
        JavaProcess process = capturing.run(plan(Capturing.file("app").with("captureStandardStreams", false))
                .option(PROPERTY + "true"));

        assertThat(process.lines()).contains("out");
        assertThat(capturing.lines("app")).doesNotContain("out");
        assertThat(process.errors()).isEmpty();
    }
}
