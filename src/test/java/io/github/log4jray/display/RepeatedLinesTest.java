package io.github.log4jray.display;

import static io.github.log4jray.testing.fakes.ProtocolPeer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.driver.SentBatch;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.receiver.RunningReceiver;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Lines that several processes log alike are shown once, and then counted. */
class RepeatedLinesTest {

    private static final long LONG = 1_000_000;
    private static final String HINT = " (RAY_DEDUP_LOGS=0 shows each of them)";

    private final Screen screen = new Screen();

    private RunningReceiver receiver(boolean enabled, long windowSeconds, Pattern allowed, Pattern skipped) {
        DeduplicationRules rules = DeduplicationRules.of(enabled, windowSeconds, allowed, skipped);
        return RunningReceiver.on(
                screen,
                Protocol.DEFAULT,
                new DisplaySettings(
                        RunningReceiver.IP, true, true, PrefixColors.SAME, true, rules, true, new AtomicBoolean(true)));
    }

    private RunningReceiver deduplicating(long windowSeconds) {
        return receiver(true, windowSeconds, null, null);
    }

    private static Pattern expression(String text) {
        return Environment.process().expression("log4jray.test.unset", text);
    }

    private static String batch(int pid, String... lines) {
        return batchWith(pid, "", lines);
    }

    private static String batchWith(int pid, String members, String... lines) {
        return json("{'pid':" + pid + "," + members + "'lines':['" + String.join("','", lines) + "']}");
    }

    @Test
    void whatOtherProcessesRepeatIsCountedAndShownAtTheStop() throws IOException {
        try (RunningReceiver receiver = deduplicating(LONG);
                ProtocolPeer peer = receiver.plain()) {
            peer.send(
                    batch(1, "connected", "ready in 5 ms"),
                    batch(2, "connected", "ready in 17 ms"),
                    batch(3, "connected", "other"),
                    batchWith(1, "'task_name':'t','ip':'10.0.0.9',", "  connected"),
                    batch(3, "last"));
            assertThat(screen.awaitLines(4))
                    .containsExactly("(pid=1) connected", "(pid=1) ready in 5 ms", "(pid=3) other", "(pid=3) last");
        }
        assertThat(screen.lines().subList(4, screen.lines().size()))
                .containsExactly(
                        "(t pid=1, ip=10.0.0.9)   connected [repeated 3x across cluster]" + HINT,
                        "(pid=2) ready in 17 ms");
    }

    @Test
    void whatOneProcessRepeatsIsShownUntilAnotherDoesSo() throws IOException {
        try (RunningReceiver receiver = deduplicating(LONG);
                ProtocolPeer peer = receiver.plain()) {
            peer.send(batch(1, "a", "a", "a"), batch(2, "a"), batch(1, "a"), batch(1, "end"));
            screen.awaitLines(4);
        }
        assertThat(screen.lines())
                .containsExactly(
                        "(pid=1) a",
                        "(pid=1) a",
                        "(pid=1) a",
                        "(pid=1) end",
                        "(pid=1) a [repeated 2x across cluster]" + HINT);
    }

    @Test
    void windowEndsWithoutAFurtherBatchAndTheNextBegins() throws IOException {
        try (RunningReceiver receiver = deduplicating(1);
                ProtocolPeer peer = receiver.plain()) {
            peer.send(batch(1, "a", "b"), batch(2, "a", "a", "b"));
            assertThat(screen.awaitLines(4).subList(2, 4))
                    .containsExactly("(pid=2) a [repeated 2x across cluster]" + HINT, "(pid=2) b");
        }
    }

    @Test
    void hintIsGivenOnceForBothStreams() throws IOException {
        try (RunningReceiver receiver = deduplicating(LONG);
                ProtocolPeer peer = receiver.plain()) {
            peer.send(batch(1, "a", "b"), batch(2, "a", "a", "b", "b"));
            peer.send(batchWith(1, "'is_err':true,", "a"), batchWith(2, "'is_err':true,", "a", "a"));
            screen.awaitLines(2);
        }
        assertThat(screen.lines().subList(2, 4))
                .containsExactly(
                        "(pid=2) a [repeated 2x across cluster]" + HINT, "(pid=2) b [repeated 2x across cluster]");
        assertThat(screen.errLines()).containsExactly("(pid=1) a", "(pid=2) a [repeated 2x across cluster]");
    }

    @Test
    void whatIsCountedIsAcknowledged() throws IOException {
        try (RunningReceiver receiver = deduplicating(LONG);
                ProtocolPeer peer = receiver.numbering()) {
            peer.send(batchWith(1, "'seq':1,", "a"), batchWith(2, "'seq':2,", "a", "a"));
            peer.awaitAcked(2);
            assertThat(screen.lines()).containsExactly("(pid=1) a");
        }
        assertThat(screen.lines()).hasSize(2);
    }

    @Test
    void samePidOnAnotherHostIsAnotherProcess() throws IOException {
        try (RunningReceiver receiver = deduplicating(LONG);
                ProtocolPeer peer = receiver.plain()) {
            peer.send(
                    batchWith(1, "'ip':'10.0.0.1',", "a"), batchWith(1, "'ip':'10.0.0.2',", "a", "a"), batch(1, "end"));
            screen.awaitLines(2);
        }
        assertThat(screen.lines().subList(1, 3))
                .containsExactly("(pid=1) end", "(pid=1, ip=10.0.0.2) a [repeated 2x across cluster]" + HINT);
    }

    @Test
    void nothingIsDeduplicatedWhereThatIsTurnedOff() throws IOException {
        try (RunningReceiver receiver = receiver(false, LONG, null, Pattern.compile("a"));
                ProtocolPeer peer = receiver.plain()) {
            peer.send(batch(1, "a"), batch(2, "a"), batch(3, "a"));
            assertThat(screen.awaitLines(3)).containsExactly("(pid=1) a", "(pid=2) a", "(pid=3) a");
        }
    }

    @Test
    void linesWithAnExpressionAreNeverDeduplicatedOrNeverShown() throws IOException {
        try (RunningReceiver receiver = receiver(true, LONG, expression("keep|\\bé"), expression("noise$"));
                ProtocolPeer peer = receiver.plain()) {
            peer.send(batch(1, "keep", "noise", "keep noise", "été"), batch(2, "noisy", "keep", "été", "end"));
            assertThat(screen.awaitLines(7))
                    .containsExactly(
                            "(pid=1) keep",
                            "(pid=1) keep noise",
                            "(pid=1) été",
                            "(pid=2) noisy",
                            "(pid=2) keep",
                            "(pid=2) été",
                            "(pid=2) end");
        }
    }

    @Test
    void expressionThatGoesTooDeepFindsNothing() throws IOException {
        try (RunningReceiver receiver = receiver(true, LONG, null, expression("(a|b)*c"));
                ProtocolPeer peer = receiver.plain()) {
            peer.send(batch(1, "ab".repeat(200_000)), batch(1, "abc"), batch(1, "end"));
            assertThat(screen.awaitLines(2)).last().isEqualTo("(pid=1) end");
        }
    }

    /** As in Ray. */
    @Test
    void lineWithTheTokenOfProgressBarsThatIsNoStateIsNotShown() throws IOException {
        for (boolean enabled : new boolean[] {true, false}) {
            try (RunningReceiver receiver = receiver(enabled, LONG, null, null);
                    ProtocolPeer peer = receiver.plain()) {
                peer.send(batch(1, "{__ray_tqdm_magic_token__: 1}", "end " + enabled));
                screen.awaitLines(enabled ? 1 : 2);
            }
        }
        assertThat(screen.lines()).containsExactly("(pid=1) end true", "(pid=1) end false");
    }

    @Test
    void beyondWhatIsRememberedTheOldestWindowsEndEarly() {
        Deduplicator deduplicator = new Deduplicator(DeduplicationRules.of(true, LONG, null, null));
        List<String> shown = new ArrayList<>();
        Deduplicator.Output output =
                (source, line, repeats) -> shown.add(line.length() > 9 ? "" : line + " " + repeats);
        deduplicator.deduplicate(new SentBatch(null, "1", false, List.of("old"), null, null).batch(), 0, output);
        deduplicator.deduplicate(new SentBatch(null, "2", false, List.of("old", "old"), null, null).batch(), 0, output);
        for (int i = 0; i < 2 * Deduplicator.CAPACITY / 1000; i++) {
            String line = "x".repeat(1000) + (char) (0x4e00 + i);
            deduplicator.deduplicate(new SentBatch(null, "1", false, List.of(line), null, null).batch(), 0, output);
        }
        deduplicator.deduplicate(new SentBatch(null, "3", false, List.of("old", "new"), null, null).batch(), 0, output);
        deduplicator.deduplicate(new SentBatch(null, "4", false, List.of("new", "new"), null, null).batch(), 0, output);
        deduplicator.end(output);
        shown.removeIf(String::isEmpty);
        assertThat(shown).containsExactly("old 0", "old 2", "old 0", "new 0", "new 2");
    }
}
