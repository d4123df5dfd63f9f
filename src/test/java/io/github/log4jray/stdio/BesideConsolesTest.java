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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Capture beside console appenders of every kind, with all of Log4j's ways to be asynchronous, while Log4j tells
 * everything of itself: each line is in the file and on each console once.
 */
@Tag("compat")
@OnEachLog4j
class BesideConsolesTest {

    private static final List<String> CONSOLES =
            List.of("plain", "follow", "direct", "asyncplain", "asyncfollow", "asyncdirect");

    @Parameter
    private String log4j;

    @TempDir
    private Path directory;

    private static Element console(String name) {
        Element console = Config.console().with("name", name).with(Config.pattern(name + " %m%n"));
        return name.endsWith("plain") ? console : console.with(name.replace("async", ""), true);
    }

    private static Config configuration(String root) {
        List<Element> appenders = new ArrayList<>();
        appenders.add(Config.sessionDirectory()
                .with("fileName", "app")
                .with("captureStandardStreams", true)
                .with(Config.pattern("%m%n")));
        appenders.add(Config.file("/dev/null/no").with("name", "broken"));
        CONSOLES.forEach(name -> appenders.add(console(name)));
        appenders.add(Config.element("Async")
                .with("name", "async")
                .with(CONSOLES.subList(3, 6).stream().map(Config::reference).toArray(Element[]::new)));
        return Config.of(appenders.toArray(Element[]::new))
                .root(Config.element(root).with("level", "info"))
                .writingTo("file", "plain", "follow", "direct", "async")
                .status("trace");
    }

    @ParameterizedTest
    @CsvSource({"false, Root, false", "true, Root, false", "false, AsyncRoot, false", "false, Root, true"})
    void everyLineIsInTheFileAndOnEveryConsoleOnce(boolean asyncLoggers, String root, boolean asyncErr)
            throws Exception {
        Capturing capturing = new Capturing(directory, log4j);
        Element asyncLogger =
                Config.element("AsyncLogger").with("name", "stderr").with("level", "info");
        Config configuration = asyncErr ? configuration(root).logger(asyncLogger) : configuration(root);
        JavaProcess.Plan plan = capturing.plan(BesideConsoles.class).configured(configuration);
        JavaProcess process = capturing.run(asyncLoggers ? plan.option(Capturing.ASYNC_LOGGERS) : plan);

        List<String> expected = expected();
        assertThat(capturing.lines("app")).containsExactlyInAnyOrderElementsOf(expected);
        List<String> out = unindented(process.lines());
        List<String> err = unindented(process.errLines());
        for (String console : CONSOLES) {
            String prefix = console + " ";
            assertThat(out.stream()
                            .filter(line -> line.startsWith(prefix))
                            .map(line -> line.substring(prefix.length())))
                    .as(console)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
        String[] counts = Files.readString(directory.resolve("counts")).split(" ");
        for (List<String> original : List.of(out, err)) {
            assertThat(original).filteredOn("the argument prints"::equals).hasSize(Integer.parseInt(counts[0]));
            assertThat(original).filteredOn("the appender prints"::equals).hasSize(Integer.parseInt(counts[1]));
        }
        assertThat(Integer.parseInt(counts[1])).isEqualTo(expected.size());
        assertThat(process.errors()).anyMatch(line -> line.contains("failing"));
    }

    /** Log4j 2.20 prints a blank of its own before a trace, and another thread's line may come between. */
    private static List<String> unindented(List<String> lines) {
        return lines.stream().map(String::stripLeading).toList();
    }

    private static List<String> expected() {
        List<String> expected = new ArrayList<>();
        for (String phase : List.of("first", "second")) {
            for (int thread = 0; thread < BesideConsoles.THREADS; thread++) {
                for (int i = 0; i < BesideConsoles.ROUNDS; i++) {
                    for (String kind : List.of("out", "err", "own")) {
                        expected.add(phase + " t" + thread + " " + kind + " " + i);
                    }
                }
            }
        }
        return expected;
    }
}
