package io.github.log4jray.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RepeatedFaultTest {

    private final RepeatedFault fault = new RepeatedFault();

    @Test
    void onlyTheFirstOccurrenceIsReportedAtOnce() {
        assertThat(fault.occurred()).isTrue();
        assertThat(fault.occurred()).isFalse();
        assertThat(fault.total()).isEqualTo(2);
    }

    @Test
    void furtherOccurrencesAreReportedOnceByTheirNumber() {
        fault.occurred(3);
        assertThat(fault.takeUnreported()).isZero();
        fault.occurred();
        fault.occurred(4);
        assertThat(fault.takeUnreported()).isEqualTo(5);
        assertThat(fault.takeUnreported()).isZero();
        assertThat(fault.total()).isEqualTo(8);
    }

    @Test
    void isReportedAgainWhenItComesBack() {
        fault.occurred();
        assertThat(fault.isPresent()).isTrue();
        assertThat(fault.ended()).isTrue();
        assertThat(fault.isPresent()).isFalse();
        assertThat(fault.ended()).isFalse();
        assertThat(fault.occurred()).isTrue();
        assertThat(fault.total()).isEqualTo(2);
    }

    @Test
    void lossesOfALastingFaultAreReportedByTheirNumber() {
        fault.count(7);
        assertThat(fault.begins()).isTrue();
        fault.count(2);
        assertThat(fault.begins()).isFalse();
        assertThat(fault.takeUnreported()).isEqualTo(9);
    }
}
