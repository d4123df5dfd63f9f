package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.OnEachLog4j;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is printed, in whatever way and pieces, is in the file, to the last character. */
@OnEachLog4j
class CapturedTextTest {

    @Parameter
    private String log4j;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"UTF-8, caf\ufffd", "ISO-8859-1, caf\u00e9", "US-ASCII, caf\ufffd"})
    void isInTheFileWhateverTheCharsetOfTheConsole(String charset, String inIt) throws Exception {
        Capturing capturing = new Capturing(directory, log4j);
        Element async = Config.sessionDirectory().with("name", "async").with("fileName", "async");

        JavaProcess process = capturing.run(capturing
                .plan(EveryWayOfPrinting.class)
                .configured(
                        Config.of(Capturing.RAYLET, async, Config.async("async").with("name", "queue"))
                                .writingTo("file", "queue"))
                .option("-Dfile.encoding=" + charset)
                .option("-Dsun.stdout.encoding=" + charset)
                .option("-Dsun.stderr.encoding=" + charset));

        List<String> expected = Files.readAllLines(directory.resolve("expected"));
        List<String> outOnly = List.of(inIt, "after it, false", "no end in another thread", "no end in b\u00fctes");
        List<String> all = new ArrayList<>(expected);
        all.addAll(expected);
        all.addAll(outOnly);
        all.add("nor here");
        assertThat(capturing.lines("raylet.out").subList(0, 2 * expected.size() + 2))
                .isEqualTo(all.subList(0, 2 * expected.size() + 2));
        assertThat(capturing.lines("raylet.out")).containsExactlyInAnyOrderElementsOf(all);
        assertThat(capturing.lines("async")).containsExactlyInAnyOrderElementsOf(all);
        List<String> err = new ArrayList<>(expected);
        err.add("nor here");
        assertThat(capturing.lines("raylet.err")).isEqualTo(err);
        assertThat(process.lines()).isEmpty();
        assertThat(process.errLines()).isEmpty();
    }
}
