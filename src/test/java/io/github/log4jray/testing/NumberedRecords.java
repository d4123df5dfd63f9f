package io.github.log4jray.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The records {@code word 0}, {@code word 1} and so on as they are found in files: whole, in order, none twice. */
public final class NumberedRecords {

    private static final Pattern RECORD = Pattern.compile("(\\w+) (\\d+)");
    private static final Pattern MISSING = Pattern.compile("(\\d+) records are missing here: .*");

    private NumberedRecords() {}

    /** @return the first so many records of this word */
    public static List<String> of(String word, int count) {
        return IntStream.range(0, count).mapToObj(i -> word + " " + i).toList();
    }

    /**
     * Reads records of one word. A line that says how many are missing must stand just where they are missing.
     *
     * @param lines of all files, the oldest first
     * @return how many were logged: those that are there, and those that are said to be missing
     */
    public static int countWithMissing(String word, List<String> lines) {
        int next = 0;
        for (String line : lines) {
            Matcher missing = MISSING.matcher(line);
            if (missing.matches()) {
                next += Integer.parseInt(missing.group(1));
            } else if (!line.equals(word + " " + next)) {
                assertThat(line).isEqualTo(word + " " + next);
            } else {
                next++;
            }
        }
        return next;
    }

    /**
     * @param lines with the records of several words; those of each are in order
     * @return how many there are of each word
     */
    public static Map<String, Integer> counts(List<String> lines) {
        Map<String, Integer> counts = new TreeMap<>();
        for (String line : lines) {
            Matcher record = RECORD.matcher(line);
            if (!record.matches()) {
                throw new AssertionError("no whole record: \"" + line + "\"");
            }
            int count = counts.getOrDefault(record.group(1), 0);
            if (!line.equals(record.group(1) + " " + count)) {
                assertThat(line).isEqualTo(record.group(1) + " " + count);
            }
            counts.put(record.group(1), count + 1);
        }
        return counts;
    }
}
