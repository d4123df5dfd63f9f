package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.driver.SentBatch;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.settings.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which lines are printed, and when counts are, by a clock that the test moves. */
class DeduplicatorTest {

    private static final long WINDOW_SECONDS = 5;

    private final Deduplicator deduplicator =
            new Deduplicator(DeduplicationRules.of(Environment.of(Map.of(), Map.of())));
    private final List<String> printed = new ArrayList<>();
    private long now = Long.MAX_VALUE - 1;

    private void print(Batch source, String line, long repeats) {
        printed.add(source.pid() + " " + line + (repeats == 0 ? "" : " x" + repeats));
    }

    private void log(String pid, String... lines) {
        deduplicator.deduplicate(new SentBatch(null, pid, false, List.of(lines), null, null).batch(), now, this::print);
    }

    private void passSeconds(double seconds) {
        now += (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    }

    private double secondsToNextEnd() {
        return deduplicator.nanosToNextEnd(now) / 1e9;
    }

    @Test
    void repeatsOfOtherProcessesArePrintedAsACountAtTheEndOfTheWindow() {
        log("1", "ready in 5 ms");
        passSeconds(1);
        log("2", "ready in 6 ms");
        log("3", "ready in 7 ms");
        assertThat(printed).containsExactly("1 ready in 5 ms");
        assertThat(secondsToNextEnd()).isEqualTo(WINDOW_SECONDS - 1);
        passSeconds(3.999);
        deduplicator.endWindows(now, this::print);
        assertThat(printed).hasSize(1);
        passSeconds(0.001);
        assertThat(secondsToNextEnd()).isZero();
        deduplicator.endWindows(now, this::print);
        assertThat(printed).containsExactly("1 ready in 5 ms", "3 ready in 7 ms x2");
    }

    @Test
    void stackTraceIsPrintedWithItsFramesAlsoWhereAnotherProcessHasFailedElsewhere() {
        log("1", "cannot parse", "\tat Fail.parseHeader(Fail.java:3)", "\tat Fail.main(Fail.java:9)");
        log("2", "cannot open", "\tat Fail.openTable(Fail.java:4)", "Caused by: no table 5", "\t... 1 more");
        assertThat(printed)
                .contains(
                        "2 cannot open",
                        "2 \tat Fail.openTable(Fail.java:4)",
                        "2 Caused by: no table 5",
                        "2 \t... 1 more");
    }

    @Test
    void equalStackTracesAreCounted() {
        log("1", "\tat Fail.main(Fail.java:9)", "\t... 7 more");
        log("2", "\tat Fail.main(Fail.java:9)", "\t... 7 more");
        assertThat(printed).containsExactly("1 \tat Fail.main(Fail.java:9)", "1 \t... 7 more");
    }

    @Test
    void countBeginsTheNextWindowWhichAlsoCountsTheFirstProcess() {
        log("1", "a");
        log("2", "a", "a");
        passSeconds(WINDOW_SECONDS);
        log("1", "b");
        log("1", "a");
        assertThat(printed).containsExactly("1 a", "1 b", "2 a x2");
        assertThat(secondsToNextEnd()).isEqualTo(WINDOW_SECONDS);
        passSeconds(WINDOW_SECONDS);
        deduplicator.endWindows(now, this::print);
        assertThat(printed).last().isEqualTo("1 a");
    }

    @Test
    void singleRepeatIsPrintedUnchangedAndBeginsNoWindow() {
        log("1", "a");
        log("2", "a");
        passSeconds(WINDOW_SECONDS);
        deduplicator.endWindows(now, this::print);
        assertThat(printed).containsExactly("1 a", "2 a");
        assertThat(deduplicator.nanosToNextEnd(now)).isEqualTo(Long.MAX_VALUE);
        log("3", "a");
        assertThat(printed).containsExactly("1 a", "2 a", "3 a");
    }

    @Test
    void repeatsOfOneProcessArePrintedUntilAnotherLogsTheLine() {
        log("1", "a", "a");
        assertThat(deduplicator.nanosToNextEnd(now)).isEqualTo(Long.MAX_VALUE);
        log("2", "a");
        log("1", "a");
        deduplicator.end(this::print);
        assertThat(printed).containsExactly("1 a", "1 a", "1 a x2");
    }

    @Test
    void allRepeatsOfTheRayletAreCounted() {
        log("raylet", "a", "a", "a");
        deduplicator.end(this::print);
        assertThat(printed).containsExactly("raylet a", "raylet a x2");
    }

    @Test
    void linesWithoutAWordAreAllPrinted() {
        log("1", "17", "");
        log("2", "18", "");
        assertThat(printed).containsExactly("1 17", "1 ", "2 18", "2 ");
    }

    @Test
    void endPrintsPendingCountsAndForgetsEverything() {
        log("1", "a", "b");
        log("2", "a", "a", "b");
        deduplicator.end(this::print);
        assertThat(printed).containsExactly("1 a", "1 b", "2 a x2", "2 b");
        log("3", "a");
        assertThat(printed).last().isEqualTo("3 a");
    }

    @Test
    void variablesOfRayAreItsRules() {
        DeduplicationRules rules = DeduplicationRules.of(Environment.of(
                Map.of("RAY_DEDUP_LOGS_AGG_WINDOW_S", "7"),
                Map.of(
                        "RAY_DEDUP_LOGS", "0",
                        "RAY_DEDUP_LOGS_AGG_WINDOW_S", "8",
                        "RAY_DEDUP_LOGS_ALLOW_REGEX", "k..p",
                        "RAY_DEDUP_LOGS_SKIP_REGEX", "noise$")));
        assertThat(rules.enabled()).isFalse();
        assertThat(rules.windowNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(7));
        assertThat(rules.allowed().test("to keep")).isTrue();
        assertThat(rules.allowed().test("kep")).isFalse();
        assertThat(rules.skipped().test("much noise")).isTrue();
        assertThat(rules.skipped().test("noise!")).isFalse();
    }

    @Test
    void withoutVariablesTheRulesAreRaysDefaults() {
        DeduplicationRules rules = DeduplicationRules.of(Environment.of(Map.of(), Map.of()));
        assertThat(rules.enabled()).isTrue();
        assertThat(rules.windowNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(WINDOW_SECONDS));
        assertThat(rules.allowed().test("x __ray_testing_never_deduplicate__")).isTrue();
        assertThat(rules.allowed().test("any")).isFalse();
        assertThat(rules.skipped().test("any")).isFalse();
    }
}
