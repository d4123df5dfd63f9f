package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.driver.SentBatch;
import io.github.log4jray.driver.ShowingDriver;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.receiver.HostileBatches;
import io.github.log4jray.receiver.RunningReceiver;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A driver prints the same lines in the same order on the same streams as Ray's own functions, of both wheels. On
 * terminals, and on a terminal and a file, it is a real driver in a process of its own. Needs what {@code .ci/install-ray} installs.
 */
@Tag("ray")
class PrintedAsRayTest {

    private static final long SEED = 20261125;
    private static final int BATCHES = 3000;

    /** No window ends before the driver does. */
    private static final String FOREVER = "1000000";

    private static final Pattern HINT = Pattern.compile("(x across cluster]) \\([^)\n]*\\)");
    private static final Pattern AGE = Pattern.compile("\\(autoscaler \\+(\\d+m)?\\d+s");
    private static final Pattern REPEATS_COLOR =
            Pattern.compile("\u001b\\[32m( \\[repeated \\d+x[^\u001b]*)\u001b\\[0m");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "2.60.0, RAY_X=, ",
        "2.39.0, RAY_X=, ",
        "2.60.0, RAY_DEDUP_LOGS=0, ",
        "2.39.0, RAY_DEDUP_LOGS=FALSE, ",
        "2.60.0, RAY_DISABLE_WORKER_LOG_PREFIX=1, ",
        "2.39.0, RAY_DISABLE_WORKER_LOG_PREFIX=1, ",
        "2.60.0, RAY_SCHEDULER_EVENTS=0, RAY_DEDUP_LOGS_SKIP_REGEX=batch|x$",
        "2.39.0, RAY_DEDUP_LOGS_ALLOW_REGEX=done, RAY_DEDUP_LOGS_SKIP_REGEX=batch|x$",
    })
    void toFiles(String version, String variable, String another) throws Exception {
        Map<String, String> environment = environment(variable, another);
        List<SentBatch> batches = new RandomBatches(SEED, true).list(BATCHES);
        ShowingDriver.Streams ours = shownInThisJvm(environment, batches);
        environment.put("RAY_COLOR_PREFIX", "0");
        ShowingDriver.Streams ray = ray(version, "file", environment, batches);
        assertSame(new ShowingDriver.Streams(withoutColor(ray.out()), withoutColor(ray.err())), ours);
        assertThat(ours.out().contains(" [repeated ")).isEqualTo(!environment.containsKey("RAY_DEDUP_LOGS"));
    }

    @ParameterizedTest
    @CsvSource({
        "2.60.0, RAY_X=",
        "2.39.0, RAY_X=",
        "2.60.0, RAY_COLOR_PREFIX=1",
        "2.39.0, RAY_COLOR_PREFIX=1",
        "2.60.0, RAY_COLOR_PREFIX=0",
        "2.60.0, RAY_COLOR_PREFIX=2",
        "2.60.0, RAY_DISABLE_WORKER_LOG_PREFIX=1",
    })
    void toTerminalsByteForByte(String version, String variable) throws Exception {
        Map<String, String> environment = environment(variable, null);
        List<SentBatch> batches = new RandomBatches(SEED + 1, true).list(BATCHES);
        ShowingDriver.Streams ours = new ShowingDriver(directory, "pty", "pty").show(environment, "", batches);
        assertThat(ours.out()).contains("\u001b[32m [repeated ");
        assertSame(ray(version, "pty", environment, batches), ours);
    }

    @Test
    void terminalAndAFile() throws Exception {
        Map<String, String> environment = environment("RAY_X=", null);
        List<SentBatch> batches = new RandomBatches(SEED + 3, true).list(BATCHES);
        ShowingDriver.Streams colored = ray("2.60.0", "pty", environment, batches);
        environment.put("RAY_COLOR_PREFIX", "0");
        ShowingDriver.Streams plain = ray("2.60.0", "file", environment, batches);
        environment.remove("RAY_COLOR_PREFIX");
        assertSame(
                new ShowingDriver.Streams(colored.out(), withoutColor(plain.err())),
                new ShowingDriver(directory, "pty", "file").show(environment, "", batches));
        assertSame(
                new ShowingDriver.Streams(withoutColor(plain.out()), colored.err()),
                new ShowingDriver(directory, "file", "pty").show(environment, "", batches));
    }

    @Test
    void noColorMeansNone() throws Exception {
        Map<String, String> environment = environment("NO_COLOR=1", "RAY_COLOR_PREFIX=1");
        List<SentBatch> batches = new RandomBatches(SEED + 4, true).list(BATCHES);
        ShowingDriver.Streams ours = new ShowingDriver(directory, "pty", "pty").show(environment, "", batches);
        assertThat(withoutErasing(ours.out()) + withoutErasing(ours.err()))
                .doesNotContain("\u001b")
                .contains("[repeated ");
    }

    @Test
    void dumbTerminalGetsNoSequenceButColors() throws Exception {
        Map<String, String> environment = environment("TERM=dumb", "NO_COLOR=1");
        List<SentBatch> batches = new RandomBatches(SEED + 5, true).list(BATCHES);
        ShowingDriver.Streams ours = new ShowingDriver(directory, "pty", "pty").show(environment, "", batches);
        assertThat(ours.out() + ours.err()).doesNotContain("\u001b").contains("[repeated ");
    }

    @ParameterizedTest
    @CsvSource({"2.60.0, pty", "2.39.0, file"})
    void whateverLinesAndNamesHoldWhereEscapingIsTurnedOff(String version, String stream) throws Exception {
        String color = stream.equals("pty") ? "RAY_X=" : "RAY_COLOR_PREFIX=0";
        Map<String, String> environment = environment("RAY_DEDUP_LOGS=0", color);
        List<SentBatch> batches = new HostileBatches(SEED + 2).list(BATCHES);
        assertSame(
                ray(version, stream, environment, batches),
                new ShowingDriver(directory, stream, stream).show(environment, "escape=\"false\"", batches));
    }

    /** Of a driver without a terminal: its receiver and its display, in an environment that is handed in. */
    private static ShowingDriver.Streams shownInThisJvm(Map<String, String> environment, List<SentBatch> batches)
            throws IOException {
        Screen screen = new Screen();
        DisplaySettings settings = DisplaySettings.of(Environment.of(Map.of(), environment), ShowingDriver.IP);
        try (RunningReceiver receiver = RunningReceiver.on(screen, Protocol.DEFAULT, settings);
                ProtocolPeer worker = receiver.numbering()) {
            ShowingDriver.send(worker, batches);
        }
        return new ShowingDriver.Streams(screen.text(), screen.errText());
    }

    private static Map<String, String> environment(String variable, String another) {
        Map<String, String> environment = new HashMap<>(Map.of("RAY_DEDUP_LOGS_AGG_WINDOW_S", FOREVER));
        for (String each : another == null ? List.of(variable) : List.of(variable, another)) {
            environment.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
        return environment;
    }

    private ShowingDriver.Streams ray(
            String version, String stream, Map<String, String> environment, List<SentBatch> batches) throws Exception {
        List<String> lines = new ArrayList<>();
        for (SentBatch batch : batches) {
            lines.add(batch.json("\"seq\":0"));
        }
        Path out = directory.resolve("ray.out");
        Path err = directory.resolve("ray.err");
        ProcessBuilder builder = new ProcessBuilder(
                        "python3",
                        "src/test/python/with_streams.py",
                        stream + ":" + out,
                        stream + ":" + err,
                        PythonEnvironment.ofRay(version).toString(),
                        "src/test/python/ray_print.py",
                        Files.write(directory.resolve("batches"), lines).toString(),
                        ShowingDriver.IP)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("ray.said").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(directory.resolve("ray.said"))).isEmpty();
        assertThat(process.exitValue()).isZero();
        return new ShowingDriver.Streams(Files.readString(out), Files.readString(err));
    }

    private static String withoutColor(String text) {
        return REPEATS_COLOR.matcher(text).replaceAll("$1");
    }

    private static void assertSame(ShowingDriver.Streams ray, ShowingDriver.Streams ours) {
        assertThat(lines(withoutErasing(ours.out()))).containsExactlyElementsOf(lines(ray.out()));
        assertThat(lines(withoutErasing(ours.err()))).containsExactlyElementsOf(lines(ray.err()));
        assertThat(lines(ray.out()).size()).isGreaterThan(BATCHES / 3);
    }

    /** On a terminal each line of ours ends by erasing the rest of its row; Ray's do not. */
    private static String withoutErasing(String text) {
        return text.replaceAll(Pattern.quote(ShowingDriver.ERASE) + "(\r+\n)", "$1");
    }

    /** Without what must differ: the hint, and how old the job is. */
    private static List<String> lines(String text) {
        String same = HINT.matcher(text).replaceAll("$1 (hint)");
        return List.of(AGE.matcher(same).replaceAll("(autoscaler +0s").split("\n", -1));
    }
}
