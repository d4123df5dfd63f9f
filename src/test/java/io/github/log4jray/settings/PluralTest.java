package io.github.log4jray.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluralTest {

    @ParameterizedTest
    @CsvSource({"0, 0 lines, 0 are", "1, 1 line, 1 is", "2, 2 lines, 2 are", "1001, 1001 lines, 1001 are"})
    void onlyOneIsSingular(long count, String lines, String verb) {
        assertThat(Plural.of(count, "line")).isEqualTo(lines);
        assertThat(Plural.of(count, "is", "are")).isEqualTo(verb);
    }
}
