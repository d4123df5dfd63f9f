package io.github.log4jray.display;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The text of a progress bar, equal to that of {@code tqdm} with {@code unit_scale=True} (tqdm 4.70, {@code
 * format_meter}), for example {@code indexing:  45%|████▌     | 45.0/100 [00:03<00:04, 12.3it/s]}. Where a division gives no
 * finite number, for which tqdm fails, the total, the rate or the remaining time is unknown. So any numbers have a text.
 *
 * @param n how many steps are done
 * @param total of all steps; null if unknown
 * @param elapsed seconds since the start
 * @param rate steps in a second; null for the average since the start
 * @param prefix stands before the bar; may contain colours; may be empty
 * @param unit of a step
 */
record Meter(double n, Double total, double elapsed, Double rate, String prefix, String unit) {

    /** The width of the bar itself where the whole text may have any width. */
    private static final int DEFAULT_BAR = 10;

    /** A part of the bar from empty to full, and the same where a terminal has ASCII only. */
    private static final String BLOCKS = " ▏▎▍▌▋▊▉█";

    private static final String ASCII_BLOCKS = " 123456789#";
    private static final String SCALES = "kMGTPEZ";
    private static final double THOUSAND = 1000;
    private static final BigInteger SIXTY = BigInteger.valueOf(60);

    /**
     * @param columns the longest text; 0 for any
     * @param ascii whether the bar itself consists of ASCII, as tqdm's with {@code ascii=True}
     * @return the text
     */
    String text(int columns, boolean ascii) {
        Double shownTotal = isReachable() ? total : null;
        boolean hasBar = shownTotal != null && shownTotal != 0;
        Double shownRate = known(rate == null && elapsed != 0 ? Double.valueOf(n / elapsed) : rate);
        boolean hasRate = shownRate != null;
        String text;
        if (hasBar) {
            double fraction = n / shownTotal;
            String left = prefix.isEmpty() || prefix.endsWith(": ") ? prefix : prefix + ": ";
            left += padded(fixed(fraction * 100, 0), 3) + "%|";
            String remaining = hasRate ? interval((shownTotal - n) / shownRate) : "?";
            String right = "| " + scaled(n) + "/" + scaled(shownTotal) + " [" + interval(elapsed) + "<" + remaining
                    + ", " + perSecond(shownRate) + "]";
            int width =
                    columns == 0 ? DEFAULT_BAR : Math.max(1, columns - DisplayWidth.of(left) - DisplayWidth.of(right));
            text = left + bar(fraction, width, ascii ? ASCII_BLOCKS : BLOCKS) + right;
        } else {
            String left = prefix.isEmpty() ? "" : prefix + ": ";
            text = left + scaled(n) + unit + " [" + interval(elapsed) + ", " + perSecond(shownRate) + "]";
        }
        return columns == 0 ? text : DisplayWidth.trim(text, columns);
    }

    /** As in tqdm, a total that was exceeded is not shown. Neither is one without a finite percentage. */
    private boolean isReachable() {
        return total != null
                && (total == 0
                        || n < total + 0.5 && total != Double.POSITIVE_INFINITY && Double.isFinite(n / total * 100));
    }

    /** Returns null for a rate, or seconds for each step, that is zero or not finite. */
    private static Double known(Double someRate) {
        return someRate == null || someRate == 0 || !Double.isFinite(someRate) || !Double.isFinite(1 / someRate)
                ? null
                : someRate;
    }

    /** Slow rates are shown as seconds for each step. */
    private String perSecond(Double shownRate) {
        if (shownRate == null) {
            return "?" + unit + "/s";
        }
        double inverse = 1 / shownRate;
        return inverse > 1 ? scaled(inverse) + "s/" + unit : scaled(shownRate) + unit + "/s";
    }

    private static String bar(double fraction, int width, String blocks) {
        double clamped = Math.max(0, Math.min(1, fraction));
        int most = blocks.length() - 1;
        int parts = (int) (clamped * width * most);
        int full = parts / most;
        StringBuilder bar = new StringBuilder(width);
        bar.append(blocks.substring(most).repeat(full));
        if (full < width) {
            bar.append(blocks.charAt(parts % most)).append(" ".repeat(width - full - 1));
        }
        return bar.toString();
    }

    /** Three digits and a prefix of the SI: {@code 1.50k}. */
    private static String scaled(double number) {
        if (!Double.isFinite(number)) {
            return "?";
        }
        double left = number;
        for (int i = 0; i <= SCALES.length(); i++) {
            double size = Math.abs(left);
            if (size < 999.5) {
                String digits = fixed(left, size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
                return padded(digits, 3) + (i == 0 ? "" : SCALES.charAt(i - 1));
            }
            left /= THOUSAND;
        }
        return padded(fixed(left, 1), 3) + "Y";
    }

    /** As C's {@code %.<digits>f}, which rounds the exact value, half to even. */
    private static String fixed(double number, int digits) {
        String text = new BigDecimal(number)
                .abs()
                .setScale(digits, RoundingMode.HALF_EVEN)
                .toPlainString();
        return number < 0 || 1 / number < 0 ? "-" + text : text;
    }

    private static String padded(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    /** {@code [H:]MM:SS}, or a question mark. */
    private static String interval(double seconds) {
        if (!Double.isFinite(seconds)) {
            return "?";
        }
        BigInteger[] minutes = new BigDecimal(seconds).toBigInteger().abs().divideAndRemainder(SIXTY);
        BigInteger[] hours = minutes[0].divideAndRemainder(SIXTY);
        String text = twoDigits(hours[1]) + ":" + twoDigits(minutes[1]);
        return (seconds < 0 ? "-" : "") + (hours[0].signum() == 0 ? text : hours[0] + ":" + text);
    }

    private static String twoDigits(BigInteger number) {
        return (number.intValue() < 10 ? "0" : "") + number;
    }
}
