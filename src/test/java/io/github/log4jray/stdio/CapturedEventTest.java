package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.OnEachLog4j;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** The events that printed lines become, and what layouts make of them and of others. */
@Tag("compat")
@OnEachLog4j
class CapturedEventTest {

    private static final String DATE = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}";

    @Parameter
    private String log4j;

    @TempDir
    private Path directory;

    private static Element file(String name, String pattern) {
        return Config.sessionDirectory()
                .with("name", name)
                .with("fileName", name)
                .with(Config.pattern(pattern));
    }

    @Test
    void hasLoggerLevelMarkerThreadAndTheCallerOfItsPrinting() throws Exception {
        Capturing capturing = new Capturing(directory, log4j);
        capturing.run(capturing
                .plan(Callers.class)
                .configured(Capturing.RAYLET, file("user", "%c|%p|%marker|%t|%m%n"), file("where", "%C{1}.%M|%m%n")));

        List<String> own = capturing.lines("user").stream()
                .filter(line -> !line.startsWith("stdout|INFO|STDOUT|main|"))
                .toList();
        assertThat(own)
                .containsExactly(
                        "stderr|ERROR|STDERR|main|err",
                        "app|ERROR|STDERR|main|own error",
                        "app|INFO|STDOUT|main|own info",
                        "stdout|INFO||main|no marker");
        assertThat(capturing.lines("user")).hasSize(16);

        List<String> where = capturing.lines("where");
        assertThat(where.subList(0, 13)).allSatisfy(line -> {
            String[] parts = line.split("\\|");
            assertThat(parts[0]).isEqualTo("Callers." + parts[1]);
        });
        assertThat(where.subList(13, 16))
                .containsExactly("Callers.main|own error", "Callers.main|own info", "Callers.main|no marker");

        assertThat(capturing.lines("raylet.out").subList(0, 13))
                .containsExactly(
                        "println",
                        "print",
                        "printf",
                        "format",
                        "append",
                        "append",
                        "append",
                        "write",
                        "write",
                        "byteByByte",
                        "severalLines",
                        "severalLines",
                        "err");
        assertThat(capturing.lines("raylet.out").get(13)).matches(DATE + " ERROR app \\[main\\]: own error");
        assertThat(capturing.lines("raylet.out").get(14)).matches(DATE + " INFO app \\[main\\]: own info");
        assertThat(capturing.lines("raylet.out").get(15)).matches(DATE + " INFO stdout \\[main\\]: no marker");
        assertThat(capturing.lines("raylet.err"))
                .containsExactly("err", capturing.lines("raylet.out").get(13));
    }
}
