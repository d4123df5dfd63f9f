package io.github.log4jray.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The line of a state is that of Ray's {@code tqdm_ray}, and no other line is taken for one. */
class ProgressStateTest {

    /** What {@code json.dumps} of Python makes of a state of tqdm_ray. */
    private static final String RAYS = "{\"__magic_token__\": \"__ray_tqdm_magic_token__\", \"x\": 12, \"pos\": 0,"
            + " \"desc\": \"indexing\", \"total\": 100, \"unit\": \"it\", \"ip\": \"10.0.0.5\", \"pid\": 45601,"
            + " \"uuid\": \"0123456789abcdef0123456789abcdef\", \"closed\": false}";

    static Stream<String> invalid() {
        return Stream.of(
                "quoted " + RAYS,
                RAYS.replace("}", ""),
                RAYS.replace("12", "\"12\""),
                RAYS.replace("12", "NaN"),
                RAYS.replace("12", "1e999"),
                RAYS.replace("12", "null"),
                RAYS.replace("100", "\"100\""),
                RAYS.replace("100", "-Infinity"),
                RAYS.replace("\"indexing\"", "null"),
                RAYS.replace("\"it\"", "7"),
                RAYS.replace("\"10.0.0.5\"", "[]"),
                RAYS.replace("45601", "\"45601\""),
                RAYS.replace("false", "0"),
                RAYS.replace("\"pos\": 0", "\"pos\": 0.5"),
                RAYS.replace("\"x\": 12, ", ""),
                RAYS.replace("\"__ray_tqdm_magic_token__\"", "\"another __ray_tqdm_magic_token__\""));
    }

    @Test
    void stateIsWrittenAsRayWritesIt() {
        ProgressState state = new ProgressState(
                12L, 0, "indexing", 100L, "it", "10.0.0.5", 45601, "0123456789abcdef0123456789abcdef", false);

        assertThat(state.line()).isEqualTo(RAYS);
        assertThat(ProgressState.parse(RAYS)).isEqualTo(state);
    }

    @Test
    void unknownTotalAndAnyScriptSurviveTheWay() {
        ProgressState state = new ProgressState(0.5, 3, "データ \"\n\u001b[2J", null, "件", null, 7, "u", true);

        assertThat(state.line()).doesNotContain("\n", "\u001b");
        assertThat(ProgressState.parse(state.line())).isEqualTo(state);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void lineThatIsNoValidStateIsAnOrdinaryLine(String line) {
        assertThat(ProgressState.parse(line)).isNull();
    }

    @Test
    void longTextsAreCut() {
        ProgressState state = ProgressState.parse(RAYS.replace("indexing", "🚀".repeat(1 << 18)));

        assertThat(state.desc()).startsWith("🚀").endsWith("…").hasSizeLessThanOrEqualTo(200);
    }
}
