package io.github.log4jray.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.redis.StreamPositions.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which batches of a stream are repeats, and how many lines are missing before a batch. */
class StreamPositionsTest {

    private final StreamPositions positions = new StreamPositions();

    @Test
    void batchIsARepeatUpToTheLastNumberOfItsSender() {
        assertThat(positions.isRepeat("a", 1)).isFalse();
        positions.put("a", new Position(3, 30));
        assertThat(positions.isRepeat("a", 3)).isTrue();
        assertThat(positions.isRepeat("a", 4)).isFalse();
        assertThat(positions.isRepeat("b", 1)).isFalse();
    }

    @Test
    void linesThatASenderHasSentAndNobodyHasShownAreMissing() {
        positions.put("a", new Position(3, 30));
        assertThat(positions.missing("a", 30, 0)).isZero();
        assertThat(positions.missing("a", 42, 0)).isEqualTo(12);
        assertThat(positions.missing("a", 10, 0)).isZero();
    }

    @Test
    void ofAnUnknownSenderTheLinesAreMissingThatItDoesNotKnowToBeShown() {
        assertThat(positions.missing("a", 42, 40)).isEqualTo(2);
    }

    @Test
    void positionOfAnotherDriverAppliesIfItIsLater() {
        positions.put("a", new Position(3, 30));
        positions.merge("a", Position.parse("2 20"));
        positions.merge("b", Position.parse("7 70"));
        positions.merge("c", Position.parse("garbage"));
        assertThat(positions.all()).hasSize(2).containsEntry("a", new Position(3, 30));
        assertThat(positions.all().get("b")).hasToString("7 70");
    }

    @Test
    void textThatIsNoPositionIsNone() {
        assertThat(List.of("", "1", "1 ", " 1", "-1 2", "1 x", "1 9999999999999999"))
                .allMatch(text -> Position.parse(text) == null);
    }

    @Test
    void entryOfAWorkerSaysItsNumberAndHowManyLinesWereBefore() {
        StreamEntry entry = entry("batch", "{}", "sender", "s", "seq", "5", "before", "12", "lines", "3", "shown", "9");
        assertThat(entry.sender()).isEqualTo("s");
        assertThat(entry.seq()).isEqualTo(5);
        assertThat(entry.before()).isEqualTo(12);
        assertThat(entry.lines()).isEqualTo(3);
        assertThat(entry.shown()).isEqualTo(9);
        assertThat(entry.countedSize()).isEqualTo(2);
    }

    @Test
    void entryOfAnotherProgramNeedsNothingButABatch() {
        assertThat(entry("batch", "{}").sender()).isNull();
        assertThat(entry("batch", "{}", "sender", "s").sender()).isNull();
        assertThat(entry("batch", "{}", "sender", "s", "seq", "0").sender()).isNull();
        assertThat(entry("batch", "{}", "sender", "s", "seq", "x").sender()).isNull();
        assertThat(entry("batch", "{}", "sender", "s", "seq", "1").isCounted()).isFalse();
        assertThat(entry("batch", "{}", "sender", "s", "seq", "1").countedSize())
                .isEqualTo(-1);
        assertThat(entry("other", "{}").batch()).isEmpty();
    }

    @Test
    void entryThatWasDroppedMeanwhileHasNoBatch() {
        List<Object> answer = new ArrayList<>();
        answer.add("1-1".getBytes(StandardCharsets.UTF_8));
        answer.add(null);
        assertThat(StreamEntry.of(answer).id()).isEqualTo("1-1");
        assertThat(StreamEntry.of(answer).batch()).isNull();
    }

    private static StreamEntry entry(String... fields) {
        return StreamEntry.of(List.of(
                "1-1".getBytes(StandardCharsets.UTF_8),
                Arrays.stream(fields)
                        .map(field -> field.getBytes(StandardCharsets.UTF_8))
                        .toList()));
    }
}
