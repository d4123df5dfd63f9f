package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.driver.SentBatch;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.settings.Environment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code RAY_COLOR_PREFIX}, and the colours of prefixes. */
class PrefixColorsTest {

    private static final String CYAN = "\u001b[36m";
    private static final String YELLOW = "\u001b[33m";

    private static Batch of(String pid) {
        return new SentBatch(null, pid, false, List.of(), null, null).batch();
    }

    @ParameterizedTest
    @CsvSource({", SAME", "0, NONE", "1, BY_PID", "2, SAME", "true, SAME", "'', SAME"})
    void variableSelects(String value, PrefixColors colors) {
        Map<String, String> variables = value == null ? Map.of() : Map.of("RAY_COLOR_PREFIX", value);
        assertThat(PrefixColors.of(Environment.of(Map.of(), variables))).isEqualTo(colors);
        assertThat(PrefixColors.of(Environment.of(variables, Map.of("RAY_COLOR_PREFIX", "7"))))
                .isEqualTo(colors);
    }

    @Test
    void noneHasNoColourForAnything() {
        assertThat(PrefixColors.NONE.begin(of("1"), "line")).isNull();
        assertThat(PrefixColors.NONE.begin(of("raylet"), "line")).isNull();
    }

    @Test
    void ofSixColoursThePidSelectsOne() {
        String first = PrefixColors.BY_PID.begin(of("0"), "line");
        assertThat(PrefixColors.BY_PID.begin(of("6"), "line")).isEqualTo(first);
        assertThat(PrefixColors.BY_PID.begin(of("-6"), "line")).isEqualTo(first);
        assertThat(PrefixColors.BY_PID.begin(of("gcs_server"), "line")).isEqualTo(first);
        assertThat(PrefixColors.BY_PID.begin(of("1"), "line")).isEqualTo(CYAN).isNotEqualTo(first);
        assertThat(PrefixColors.SAME.begin(of("0"), "line")).isEqualTo(CYAN);
    }

    @Test
    void componentsOfRayHaveTheirOwn() {
        for (PrefixColors colors : List.of(PrefixColors.SAME, PrefixColors.BY_PID)) {
            assertThat(colors.begin(of("raylet"), "trouble")).isEqualTo(YELLOW);
            assertThat(colors.begin(of("autoscaler"), "Warning: trouble")).isEqualTo(YELLOW);
            assertThat(colors.begin(of("autoscaler"), "Error: trouble")).isEqualTo(YELLOW);
            assertThat(colors.begin(of("autoscaler"), "Adding 1 node")).isEqualTo(CYAN);
        }
        assertThat(PrefixColors.SAME.begin(of("raylet"), "x :info_message:all is well"))
                .isEqualTo(CYAN);
    }
}
