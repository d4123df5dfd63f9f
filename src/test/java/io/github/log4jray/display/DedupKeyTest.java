package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The key of a line, and that its hash is the same for the same key. */
class DedupKeyTest {

    private final DedupKey key = new DedupKey();

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            ready in 5 ms|ready in ms
              ready   in\t17 ms |ready in ms
            a1 b c2|b
            1|''
            2026-11-28 12:00:00,000|''
            größer 你好 😀|größer 你好 😀
            x-y_z [a=b]|x-y_z [a=b]
            ''|''
            """)
    void itHasTheWordsWithoutADigit(String line, String expected) {
        assertThat(key.of(line)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\tat Fail.main(Fail.java:9)",
                "\t\tat java.base/java.lang.Thread.run(Thread.java:840) ~[?:?]",
                "    at com.example.A$1.b(Unknown Source)",
                "\t... 7 more",
                "Caused by: java.io.IOException: 5 of 7",
                "\tSuppressed: java.lang.IllegalStateException: 5",
            })
    void lineOfAJavaStackTraceIsItsOwnKey(String line) {
        assertThat(key.of(line)).endsWith(line).isNotEqualTo(key.of(" " + line));
        assertThat(key.hash(line)).isNotIn(key.hash(" " + line), key.hash(line + "1"), key.hash("5 " + line), 0L);
        assertThat(key.of("5 " + line)).isNotEqualTo(key.of(line));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            at 5 (five)|at (five)
             at 5 pm|at pm
            ... 7 more|... more
             ...7 more|more
            Caused by:5 x|Caused x
            """)
    void otherLinesThatOnlyResembleAStackTraceHaveTheKeyOfRay(String line, String expected) {
        assertThat(key.of(line)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "abcdef", "abcdefg", "some long words"})
    void aNullAtTheEndMakesAnotherKey(String line) {
        assertThat(key.of(line + "\0")).isNotEqualTo(key.of(line));
        assertThat(key.hash("x" + line + "x\0")).isNotEqualTo(key.hash("x" + line + "x"));
    }

    /** Python's {@code str.split()} and {@code \d} know these. */
    @ParameterizedTest
    @ValueSource(strings = {"\u00a0", "\u0085", "\u001c", "\u001f", "\u1680", "\u2003", "\u2028", "\u3000", "\u000b"})
    void whiteSpaceIsThatOfPython(String space) {
        assertThat(key.of("a" + space + "b")).isEqualTo("a b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0663", "\u0967", "\uff15", "\ud835\udfd8"})
    void digitsAreThoseOfPython(String digit) {
        assertThat(key.of("a x" + digit + "y b")).isEqualTo("a b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00b2", "\u00bd", "\u200b", "\u2167"})
    void otherNumbersAndInvisibleCharactersAreParts(String part) {
        assertThat(key.of("a x" + part + "y b")).isEqualTo("a x" + part + "y b");
    }

    @Test
    void hashIsZeroForTheEmptyKeyOnly() {
        assertThat(key.hash("")).isZero();
        assertThat(key.hash(" 12 \u06635 ")).isZero();
        assertThat(key.hash("a")).isNotZero();
        assertThat(key.hash("ä")).isNotZero();
    }

    /** Words of all lengths around the eight bytes that are read at once, in ASCII and beyond. */
    @Test
    void twoLinesHaveTheSameHashIfAndOnlyIfTheyHaveTheSameKey() {
        Random random = new Random(20261128);
        Map<String, Long> hashes = new HashMap<>();
        Map<Long, String> keys = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            String line = randomLine(random);
            String of = key.of(line);
            long hash = key.hash(line);
            assertThat(hashes.putIfAbsent(of, hash)).as(line).isIn(null, hash);
            assertThat(keys.putIfAbsent(hash, of)).as(line).isIn(null, of);
        }
    }

    private static String randomLine(Random random) {
        StringBuilder line = new StringBuilder();
        for (int words = random.nextInt(4); words >= 0; words--) {
            line.append(" \t".charAt(random.nextInt(2)));
            for (int length = random.nextInt(18); length > 0; length--) {
                line.append(random.nextInt(40) == 0 ? "0\u00e4\u0663".charAt(random.nextInt(3)) : 'a');
            }
        }
        return line.toString();
    }
}
