package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.driver.SentBatch;
import io.github.log4jray.driver.ShowingDriver;
import io.github.log4jray.receiver.HostileBatches;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.PythonEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What hostile workers send changes nothing on the driver's terminal but the rows of their own lines, as a terminal
 * emulator sees it. Needs what {@code .ci/install-pyte} installs.
 */
@Tag("tools")
class HostileLinesTest {

    private static final int BATCHES = 500;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"pty, 1, RAY_X", "pty, 2, NO_COLOR", "pty, 3, RAY_COLOR_PREFIX", "file, 4, RAY_X"})
    void lineStaysInItsRowsAndHasItsPrefix(String kind, long seed, String variable) throws Exception {
        List<SentBatch> batches = new HostileBatches(seed)
                .list(BATCHES).stream().map(HostileLinesTest::withEnds).toList();
        Map<String, String> environment = Map.of("RAY_DEDUP_LOGS", "0", variable, "1");
        ShowingDriver.Streams streams = new ShowingDriver(directory, kind, kind).show(environment, "", batches);
        List<String> lines = new ArrayList<>();
        for (SentBatch batch : batches) {
            lines.add(batch.json("\"seq\":0"));
        }
        Path sent = Files.write(directory.resolve("batches"), lines);
        judge(streams.out(), kind, sent, "out");
        judge(streams.err(), kind, sent, "err");
    }

    /** By its end the judge sees that no sequence has swallowed it. */
    private static SentBatch withEnds(SentBatch batch) {
        List<String> lines = batch.lines().stream().map(line -> line + " end").toList();
        return new SentBatch(batch.ip(), batch.pid(), batch.isErr(), lines, batch.actorName(), batch.taskName());
    }

    private void judge(String shown, String kind, Path batches, String stream) throws Exception {
        Path said = directory.resolve("said");
        Process judge = new ProcessBuilder(
                        PythonEnvironment.ofPyte().toString(),
                        "src/test/python/on_screen.py",
                        Files.writeString(directory.resolve("shown"), shown).toString(),
                        kind,
                        batches.toString(),
                        ShowingDriver.IP,
                        stream)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(judge.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(judge.exitValue()).as(Files.readString(said)).isZero();
        assertThat(Files.readString(said))
                .matches("\\d{3,} of them with colours: " + (kind.equals("pty") ? "\\d+" : "0") + "\n");
    }
}
