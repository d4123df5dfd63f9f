package io.github.log4jray.settings;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;

/** A number, a size or a switch is within its limits, or it is refused. */
public final class ValueSyntaxFuzz {

    private static final ValueSyntax<Long> SIZE = ValueSyntax.size(1, 1L << 40);
    private static final ValueSyntax<Long> INTEGER = ValueSyntax.integer(0, 1L << 40);

    private ValueSyntaxFuzz() {}

    /** @param data a value of an attribute */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        check(SIZE.parse(text), 1, text);
        check(INTEGER.parse(text), 0, text);
        ValueSyntax.FLAG.parse(text);
        ValueSyntax.RAY_SWITCH.parse(text);
    }

    private static void check(Long number, long minimum, String text) {
        if (number != null && (number < minimum || number > 1L << 40)) {
            throw new AssertionError(text + " is " + number);
        }
    }
}
