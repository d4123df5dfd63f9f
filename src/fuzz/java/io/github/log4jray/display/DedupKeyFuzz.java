package io.github.log4jray.display;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Two lines have one hash where they have one key, and the key is the one of Ray's deduplicator. */
public final class DedupKeyFuzz {

    private DedupKeyFuzz() {}

    /** @param data two lines */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        DedupKey keys = new DedupKey();
        String one = data.consumeString(data.consumeInt(0, 200));
        String other = data.consumeBoolean() ? one.replaceAll("[0-9]", "7") : data.consumeRemainingAsString();
        if (keys.of(one).equals(keys.of(other)) != (keys.hash(one) == keys.hash(other))) {
            throw new AssertionError(escaped(one) + " and " + escaped(other));
        }
        String expected = Arrays.stream(one.split(" +"))
                .filter(word -> !word.isEmpty() && word.chars().noneMatch(c -> c >= '0' && c <= '9'))
                .collect(Collectors.joining(" "));
        boolean ascii = one.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (ascii && !StackTraceLine.is(one) && !keys.of(one).equals(expected)) {
            throw new AssertionError(escaped(one) + " has the key " + keys.of(one));
        }
    }

    private static String escaped(String text) {
        return text.chars().mapToObj(c -> String.format("%04x", c)).collect(Collectors.joining(" "));
    }
}
