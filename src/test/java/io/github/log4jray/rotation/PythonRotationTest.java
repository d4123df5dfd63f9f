package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.RotatingLog;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.logging.log4j.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Python's {@code RotatingFileHandler} is given the same records and numbers. Needs {@code python3}. */
@Tag("tools")
class PythonRotationTest {

    private static final long SEED = 20261125;
    private static final int CASES = 300;
    private static final int MOST_MAX_BYTES = 400;
    private static final int MOST_RECORDS = 60;
    private static final int[] BACKUP_COUNTS = {0, 1, 2, 3, 5};
    private static final String[] LETTERS = {"a", "Z", "7", " ", "~", "ä", "ß", "€", "語", "😀"};
    private static final int ASCII_LETTERS = 5;

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);

    /** One process that writes to the log. */
    private record Run(int maxBytes, int backupCount, boolean countsBytes, String writing, List<String> records) {

        String forPython() {
            StringBuilder lines =
                    new StringBuilder("run " + maxBytes + " " + backupCount).append(countsBytes ? " bytes\n" : "\n");
            records.forEach(record -> lines.append("record ").append(record).append('\n'));
            return lines.toString();
        }

        void log(RotatingLog log) {
            try (Logging logging =
                    log.logging("maxBytes=\"" + maxBytes + "\" backupCount=\"" + backupCount + "\" " + writing)) {
                Logger logger = logging.logger("test");
                records.forEach(logger::info);
            }
        }
    }

    @Test
    void shortAsciiRecordsMakeTheFilesThatPythonMakes() throws Exception {
        assertSameFiles(cases(false));
    }

    @Test
    void recordsOfAnyLengthAndAlphabetMakeTheFilesThatPythonMakesWhenItCountsBytes() throws Exception {
        assertSameFiles(cases(true));
    }

    private List<List<Run>> cases(boolean any) {
        return Stream.generate(() -> withoutLowerCounts(Stream.generate(() -> run(any))
                        .limit(1 + random.nextInt(4))
                        .toList()))
                .limit(CASES)
                .toList();
    }

    /** Python keeps the backups beyond a lowered count for good, and a {@code SessionDirectory} removes them. */
    private static List<Run> withoutLowerCounts(List<Run> runs) {
        List<Run> rising = new ArrayList<>();
        int least = 0;
        for (Run run : runs) {
            int count = run.backupCount == 0 ? 0 : Math.max(least, run.backupCount);
            least = Math.max(least, count);
            rising.add(new Run(run.maxBytes, count, run.countsBytes, run.writing, run.records));
        }
        return rising;
    }

    private Run run(boolean any) {
        int maxBytes = random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(MOST_MAX_BYTES);
        int backupCount = BACKUP_COUNTS[random.nextInt(BACKUP_COUNTS.length)];
        // with its newline a record is shorter than maxBytes
        int mostBytes = maxBytes == 0 ? MOST_MAX_BYTES : any ? maxBytes * 3 / 2 + 1 : maxBytes - 2;
        int most = random.nextBoolean() ? mostBytes : Math.min(mostBytes, 40);
        List<String> records = new ArrayList<>();
        for (int left = random.nextInt(MOST_RECORDS + 1); left > 0 && most >= 0; left--) {
            records.add(any ? textOfAnyLetters(maxBytes, most) : text(random.nextInt(most + 1), ASCII_LETTERS));
        }
        String writing =
                random.nextBoolean() ? "bufferSize=\"1 KB\"" : "immediateFlush=\"" + random.nextBoolean() + "\"";
        return new Run(maxBytes, backupCount, any, writing, records);
    }

    private String textOfAnyLetters(int maxBytes, int most) {
        if (maxBytes > 1 && random.nextInt(8) == 0) {
            // just as large as a file may not become, or a byte beside that
            return text(Math.max(0, maxBytes - 2 + random.nextInt(3)), ASCII_LETTERS);
        }
        return text(random.nextInt(most + 1), LETTERS.length);
    }

    /** @return a text of so many bytes, or of up to three more */
    private String text(int bytes, int letters) {
        StringBuilder text = new StringBuilder();
        for (int length = 0; length < bytes; ) {
            String letter = LETTERS[random.nextInt(letters)];
            length += letter.getBytes(StandardCharsets.UTF_8).length;
            text.append(letter);
        }
        return text.toString();
    }

    private void assertSameFiles(List<List<Run>> cases) throws Exception {
        StringBuilder forPython = new StringBuilder();
        for (int i = 0; i < cases.size(); i++) {
            forPython.append("case ").append(i).append('\n');
            cases.get(i).forEach(run -> forPython.append(run.forPython()));
        }
        Path byPython = directory.resolve("python");
        python(Files.writeString(directory.resolve("cases"), forPython), byPython);

        int rotated = 0;
        for (int i = 0; i < cases.size(); i++) {
            RotatingLog log = new RotatingLog(directory.resolve("session" + i));
            for (Run run : cases.get(i)) {
                run.log(log);
            }
            assertSame(
                    log.file().getParent(),
                    byPython.resolve("" + i),
                    "case " + i + " of seed " + SEED + ": " + cases.get(i));
            rotated += log.files().size() > 1 ? 1 : 0;
        }
        assertThat(rotated).as("cases that have rotated").isGreaterThan(cases.size() / 3);
    }

    private static void assertSame(Path ours, Path expected, String description) throws Exception {
        List<String> names = TempDirectory.names(expected);
        assertThat(TempDirectory.names(ours)).as(description).isEqualTo(names);
        for (String name : names) {
            assertThat(Files.readString(ours.resolve(name)))
                    .as("%s of %s", name, description)
                    .isEqualTo(Files.readString(expected.resolve(name)));
        }
    }

    private void python(Path cases, Path logs) throws Exception {
        Path said = directory.resolve("python.said");
        Process python = new ProcessBuilder("python3", "src/test/python/rotate.py", cases.toString(), logs.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(python.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } finally {
            python.destroyForcibly();
        }
        assertThat(Files.readString(said)).isEmpty();
        assertThat(python.exitValue()).isZero();
    }
}
