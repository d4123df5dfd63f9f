package io.github.log4jray.display;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;

/** A bar of any numbers has a text, which fits its row. */
public final class MeterFuzz {

    private MeterFuzz() {}

    /** @param data the numbers and names of a bar */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        double n = data.consumeDouble();
        Double total = data.consumeBoolean() ? Double.valueOf(data.consumeDouble()) : null;
        Double rate = data.consumeBoolean() ? Double.valueOf(data.consumeDouble()) : null;
        double elapsed = data.consumeDouble();
        int columns = data.consumeInt(0, 300);
        boolean ascii = data.consumeBoolean();
        String unit = data.consumeString(20);
        String text = new Meter(n, total, elapsed, rate, data.consumeRemainingAsString(), unit).text(columns, ascii);
        if (columns > 0 && DisplayWidth.of(text) > columns) {
            throw new AssertionError(text + " has more than " + columns + " columns");
        }
    }
}
