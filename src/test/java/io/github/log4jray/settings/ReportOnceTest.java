package io.github.log4jray.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportOnceTest {

    @Test
    void problemIsReportedOnceForEachSubject() {
        assertThat(ReportOnce.LOCK_FILE.first("ReportOnceTest a")).isTrue();
        assertThat(ReportOnce.LOCK_FILE.first("ReportOnceTest a")).isFalse();
        assertThat(ReportOnce.LOCK_FILE.first("ReportOnceTest b")).isTrue();
    }

    @Test
    void subjectMayHaveTwoProblems() {
        assertThat(ReportOnce.LOCK_FILE.first("ReportOnceTest c")).isTrue();
        assertThat(ReportOnce.FILE_OF_RAY.first("ReportOnceTest c")).isTrue();
    }
}
