package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log4j's own file takes the lines, so that the capture alone is tested. */
class OverflowTest {

    @TempDir
    private Path directory;

    @Test
    void afterStackOverflowsWithinAPrintAllThreadsAreCapturedAgain() throws Exception {
        assertAllThreadsAreCapturedAfter(24);
    }

    /** From each depth in each way. */
    @Tag("slow")
    @Test
    void afterManyStackOverflowsWithinAPrintAllThreadsAreCapturedAgain() throws Exception {
        assertAllThreadsAreCapturedAfter(120);
    }

    private void assertAllThreadsAreCapturedAfter(int rounds) throws Exception {
        Capturing capturing = new Capturing(directory, JavaProcess.LOG4J_VERSIONS.get(0));
        Path file = directory.resolve("of-log4j.log");
        JavaProcess process = capturing.run(capturing
                .plan(Overflows.class, Integer.toString(rounds))
                .configured(Config.of(
                                Config.sessionDirectory()
                                        .with("name", "capturing")
                                        .with("fileName", "unused.log")
                                        .with("captureStandardStreams", true),
                                Config.file(file).with(Config.pattern("%m%n")))
                        .writingTo("file")
                        .status("off"))
                .option("-Dlog4j2.statusLoggerLevel=OFF"));

        String[] after = Stream.concat(
                        Stream.of("after all"),
                        IntStream.range(0, Overflows.THREADS)
                                .boxed()
                                .flatMap(i -> Stream.of("after out " + i, "after err " + i)))
                .toArray(String[]::new);
        assertThat(Files.readAllLines(file)).contains(after);
        assertThat(process.lines()).doesNotContain(after);
        assertThat(process.errLines()).doesNotContain(after);
    }
}
