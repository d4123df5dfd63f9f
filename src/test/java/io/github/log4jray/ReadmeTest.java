package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README shows: its configurations run, and its dependencies are those of this project. */
class ReadmeTest {

    private static final Pattern BLOCK = Pattern.compile("```xml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern INLINE = Pattern.compile("`(<[A-Z]\\w* name=[^`]*/>)`");
    private static final Pattern DEPENDENCY =
            Pattern.compile("<groupId>(.*?)</groupId>\\s*<artifactId>(.*?)</artifactId>\\s*<version>(.*?)</version>");

    @TempDir
    private Path directory;

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    private static Stream<String> found(Pattern pattern) throws IOException {
        return pattern.matcher(readme()).results().map(result -> result.group(1).replaceAll("\\s*\n\\s*", " "));
    }

    static List<String> configurations() throws IOException {
        return Stream.concat(found(BLOCK), found(INLINE))
                .filter(xml -> !xml.startsWith("<dependency>"))
                .toList();
    }

    static List<String> dependencies() throws IOException {
        return found(BLOCK).filter(xml -> xml.startsWith("<dependency>")).toList();
    }

    @Test
    void thereAreSome() throws IOException {
        assertThat(configurations()).hasSizeGreaterThan(7);
        assertThat(dependencies()).hasSizeGreaterThan(2);
    }

    /** A Redis that is not there is no error of the configuration. */
    @ParameterizedTest
    @MethodSource("configurations")
    void aConfigurationIsRightAndLogs(String xml) throws Exception {
        String configuration = (xml.startsWith("<Configuration") ? xml : Logging.configuration(xml))
                .replace("10.0.0.9:6379", "127.0.0.1:1")
                .replace("=\"logs/", "=\"" + directory + "/logs/");
        try (JavaProcess process = JavaProcess.plan(directory, LogLines.class, "3")
                .configured(configuration)
                .option("-Dlog4jray.tempDir=" + directory.resolve("temp"))
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).isEmpty();
            boolean shows = configuration.contains("<DriverConsole");
            assertThat(process.lines().stream().filter(line -> line.endsWith("line 2")))
                    .hasSize(shows ? 1 : 0);
        }
        if (!configuration.contains("<SessionDirectory") && !configuration.contains("File ")) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> logs =
                    files.filter(file -> file.getParent().endsWith("logs")).toList();
            assertThat(logs).isNotEmpty();
            assertThat(Files.readString(logs.get(0))).contains("line 0", "line 2");
        }
    }

    @ParameterizedTest
    @MethodSource("dependencies")
    void aDependencyIsThatOfTheProject(String xml) throws IOException {
        MatchResult shown = DEPENDENCY.matcher(xml).results().findFirst().orElseThrow();
        assertThat(DEPENDENCY
                        .matcher(Files.readString(Path.of("pom.xml")))
                        .results()
                        .map(MatchResult::group))
                .as("dependencies of the pom")
                .anySatisfy(known -> {
                    MatchResult own =
                            DEPENDENCY.matcher(known).results().findFirst().orElseThrow();
                    assertThat(List.of(own.group(1), own.group(2), own.group(3)))
                            .isEqualTo(List.of(shown.group(1), shown.group(2), shown.group(3)));
                });
    }
}
