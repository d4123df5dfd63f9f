package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.OnEachLog4j;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What threads print at the same time. */
@OnEachLog4j
class ManyThreadsTest {

    @Parameter
    private String log4j;

    @TempDir
    private Path directory;

    @Test
    void linesStayWholeAndStackTracesStayTogether() throws Exception {
        Capturing capturing = new Capturing(directory, log4j);
        JavaProcess process = capturing.run(capturing.plan(ManyThreads.class).configured(Capturing.RAYLET));

        List<String> trace = Files.readAllLines(directory.resolve("trace"));
        assertThat(trace).hasSizeGreaterThan(4).contains("Caused by: java.lang.IllegalArgumentException: cause");
        List<String> rest = trace.subList(1, trace.size());

        List<String> errors = withoutTraces(capturing.lines("raylet.err"), rest);
        assertThat(errors).containsExactlyInAnyOrderElementsOf(expected("error", "error in pieces"));

        List<String> outLines = withoutTraces(capturing.lines("raylet.out"), rest).stream()
                .filter(line -> !line.contains(" event "))
                .toList();
        List<String> all = expected("whole", "in pieces", "first", "second", "error", "error in pieces");
        assertThat(outLines).containsExactlyInAnyOrderElementsOf(all);
        List<String> out =
                outLines.stream().filter(line -> !line.contains(" error ")).toList();
        for (int i = 0; i < out.size(); i++) {
            if (out.get(i).contains(" first ")) {
                assertThat(out.get(i + 1)).isEqualTo(out.get(i).replace("first", "second"));
            }
        }
        assertThat(process.lines()).isEmpty();
        assertThat(process.errLines()).isEmpty();
    }

    private static List<String> expected(String... kinds) {
        List<String> expected = new ArrayList<>();
        for (int thread = 0; thread < ManyThreads.THREADS; thread++) {
            for (int i = 0; i < ManyThreads.ROUNDS; i++) {
                for (String kind : kinds) {
                    expected.add("t" + thread + " " + kind + " " + i);
                }
            }
        }
        return expected;
    }

    /** Checks that each trace is there, whole and once, and that no other line stands within it. */
    private static List<String> withoutTraces(List<String> lines, List<String> rest) {
        List<String> others = new ArrayList<>();
        List<String> heads = new ArrayList<>();
        Iterator<String> expected = List.<String>of().iterator();
        for (String line : lines) {
            if (line.startsWith(ManyThreads.TRACE)) {
                assertThat(expected.hasNext()).as("ends before " + line).isFalse();
                heads.add(line.substring("java.lang.IllegalStateException: ".length()));
                expected = rest.iterator();
            } else if (line.matches("t\\d .*|.* app .* event \\d+")) {
                assertThat(expected.hasNext()).as("within a trace: " + line).isFalse();
                others.add(line);
            } else {
                assertThat(line).isEqualTo(expected.hasNext() ? expected.next() : "no line of a trace");
            }
        }
        assertThat(heads)
                .containsExactlyInAnyOrderElementsOf(expected("trace").stream()
                        .map(line -> "trace " + line.replace(" trace", ""))
                        .toList());
        return others;
    }
}
