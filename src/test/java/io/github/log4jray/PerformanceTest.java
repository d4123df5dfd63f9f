package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Manual;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page {@code performance.md} names both sides of each claim that {@code src/jmh/run} judges. */
class PerformanceTest {

    private static final Path CLAIMS = Path.of("src/jmh/claims.tsv");

    /** What the page calls those whose name for the benchmarks is another one. */
    private static final Map<String, String> NAMES = Map.of(
            "AsyncSocket", "`Async` and `Socket`",
            "EcsTemplate", "EcsLayout.json",
            "ElasticEcsLayout", "Elastic's `EcsLayout`");

    static List<List<String>> claims() throws IOException {
        return Files.readAllLines(CLAIMS).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> List.of(line.split("\t")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("claims")
    void claimThatTheBenchmarksJudgeIsOnThePage(List<String> claim) {
        assertThat(claim).hasSize(5);
        assertThat(claim.get(4)).isIn("lower", "higher");
        String section = section(claim.get(0));
        for (String name : claim.subList(2, 4)) {
            assertThat(section).contains(NAMES.getOrDefault(name, name));
        }
    }

    /** From the heading that ends with the name of the table to the next one. */
    private static String section(String table) {
        String page = Manual.page("performance.md").text();
        String end = ": `" + table + "`\n";
        assertThat(page).containsOnlyOnce(end);
        String after = page.substring(page.indexOf(end));
        int next = after.indexOf("\n## ");
        return next < 0 ? after : after.substring(0, next);
    }
}
