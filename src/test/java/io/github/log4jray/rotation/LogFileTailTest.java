package io.github.log4jray.rotation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogFileTailTest {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void file() {
        file = directory.resolve("app.log");
    }

    @Test
    void fileHoldsExactlyTheseBytes() throws Exception {
        Files.writeString(file, "head\n");

        assertThat(LogFileTail.areOnly("head\n".getBytes(US_ASCII), file)).isTrue();
        assertThat(LogFileTail.areOnly("head".getBytes(US_ASCII), file)).isFalse();
        assertThat(LogFileTail.areOnly("heat\n".getBytes(US_ASCII), file)).isFalse();
        assertThat(LogFileTail.areOnly("head\nline".getBytes(US_ASCII), file)).isFalse();
    }

    @Test
    void lineWithAnEndIsNotTorn() throws Exception {
        Files.writeString(file, "line\n");

        assertThat(LogFileTail.endWithinALine(file)).isFalse();
    }

    @Test
    void lineWithoutAnEndIsTornAndAnInterruptIsKept() throws Exception {
        Files.writeString(file, "line\nto");
        Thread.currentThread().interrupt();
        try {
            assertThat(LogFileTail.endWithinALine(file)).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void nothingIsKnownOfAFileThatCannotBeRead() {
        assertThat(LogFileTail.areOnly(new byte[0], file)).isFalse();
        assertThat(LogFileTail.endWithinALine(file)).isFalse();
        assertThatThrownBy(() -> LogFileTail.find(file, 0, new byte[1])).isInstanceOf(IOException.class);
    }

    /** The file had {@code before}, and {@code abc\n} was to be written to it. */
    @ParameterizedTest
    @CsvSource({
        "before, '', 6, 0, true",
        "before, ab, 6, 2, true",
        "before, abc|, 6, 4, true",
        "before, abx|, 6, 2, false",
        "before, x|ab, 8, 2, true",
        "before, x|abc|y|, 8, 4, false",
        "before, xy|, 6, 0, false",
        "before, axab, 8, 2, true",
        "'', ab, 0, 2, true"
    })
    void longestBeginningIsFoundAmongTheBytesOfOthers(
            String before, String added, long start, int length, boolean isLast) throws Exception {
        Files.writeString(file, before + added.replace('|', '\n'));

        assertThat(LogFileTail.find(file, before.length(), "abc\n".getBytes(US_ASCII)))
                .isEqualTo(new LogFileTail.Part(start, length, isLast));
    }

    @Test
    void nothingIsFoundInAFileThatHasBecomeShorter() throws Exception {
        Files.writeString(file, "abc");

        assertThat(LogFileTail.find(file, 5, "abc\n".getBytes(US_ASCII))).isEqualTo(new LogFileTail.Part(5, 0, true));
    }
}
