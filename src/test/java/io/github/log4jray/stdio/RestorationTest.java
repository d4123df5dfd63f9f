package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.OnEachLog4j;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How capture begins and ends, and what is in the file then. */
@OnEachLog4j
class RestorationTest {

    @Parameter
    private String log4j;

    @TempDir
    private Path directory;

    private Capturing capturing;

    @BeforeEach
    void program() {
        capturing = new Capturing(directory, log4j);
    }

    @Tag("compat")
    @Test
    void streamsArePutBackAndTheFilesHaveWhatWasPrintedMeanwhile() throws Exception {
        JavaProcess process = capturing.run(capturing.plan(Restoration.class));

        assertThat(capturing.lines("jvm"))
                .containsExactly("line 0", "no end 0", "line 1", "no end 1", "line 2", "no end 2");
        assertThat(capturing.lines("before")).containsExactly("captured", "no end");
        assertThat(capturing.lines("later")).containsExactly("captured", "captured again");
        assertThat(capturing.lines("wrapped")).containsExactly("through it", "around it");
        assertThat(capturing.lines("changing")).containsExactly("pending still", "captured again");
        assertThat(capturing.lines("first")).containsExactly("one", "pieces three");
        assertThat(capturing.lines("second")).containsExactly("two", "two again", "four", "five");
        assertThat(process.lines()).isEmpty();
        assertThat(process.errLines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Root, false", "AsyncRoot, false", "Root, true"})
    void log4jMayBeShutDownAndStartedAgain(String root, boolean asyncLoggers) throws Exception {
        String other = Config.of(Config.sessionDirectory().with("name", "other").with("fileName", "other"))
                .toString();
        JavaProcess process =
                capturing.run(capturing.plan(StartAndStop.class, other).configured(Capturing.RAYLET));

        List<String> lines = capturing.lines("raylet.out");
        assertThat(lines.get(2)).endsWith("started again");
        assertThat(lines)
                .containsExactly(
                        "one",
                        "pending at the first stop",
                        lines.get(2),
                        "two",
                        "pending at the change",
                        "three",
                        "pending at the end");
        assertThat(capturing.lines("raylet.err")).containsExactly("pending at the first stop");
        assertThat(process.lines()).containsExactly("between");
        assertThat(process.errLines()).containsExactly("not captured");
    }

    @Test
    void capturedErrorIsInTheFileAtOnce() throws Exception {
        try (JavaProcess process =
                capturing.plan(AtOnce.class).configured(Capturing.RAYLET).start()) {
            await().until(() -> Files.exists(directory.resolve("printed")));
            process.kill();
        }
        List<String> expected =
                IntStream.range(0, AtOnce.LINES).mapToObj(i -> "error " + i).toList();
        assertThat(capturing.lines("raylet.err")).isEqualTo(expected);
        assertThat(capturing.lines("raylet.out")).isEqualTo(expected);
    }
}
