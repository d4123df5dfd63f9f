package io.github.log4jray.text;

/**
 * The escape sequences that only change how the text after them looks (SGR of ECMA-48): {@code ESC [ 1 ; 31 m}. Stateless.
 *
 * <p>Two kinds of sequences are not accepted:
 *
 * <ul>
 *   <li>numbers that select fonts, such as 11, because the console of Linux keeps the font after a reset
 *   <li>colons between numbers, because some terminals end a sequence at a colon
 * </ul>
 */
final class SgrSequence {

    /** Ends the effect of all sequences before it. */
    static final String RESET = "\u001b[0m";

    private static final int MOST_NUMBERS = 16;
    private static final int FOREGROUND = 38;
    private static final int BACKGROUND = 48;

    private SgrSequence() {}

    /**
     * @param text any
     * @param from index of an ESC
     * @return index behind the sequence; {@code from} if no accepted sequence begins there
     */
    static int end(String text, int from) {
        int[] numbers = new int[MOST_NUMBERS];
        int count = 0;
        int number = 0;
        if (from + 1 >= text.length() || text.charAt(from + 1) != '[') {
            return from;
        }
        for (int i = from + 2; i < text.length() && count < MOST_NUMBERS; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9' && number < 100) {
                number = 10 * number + c - '0';
            } else if (c == ';' || c == 'm') {
                numbers[count++] = number;
                number = 0;
                if (c == 'm') {
                    return areHarmless(numbers, count) ? i + 1 : from;
                }
            } else {
                return from;
            }
        }
        return from;
    }

    private static boolean areHarmless(int[] numbers, int count) {
        for (int i = 0; i < count; i++) {
            if (numbers[i] == FOREGROUND || numbers[i] == BACKGROUND) {
                int more = i + 1 == count ? 0 : numbers[i + 1] == 5 ? 2 : numbers[i + 1] == 2 ? 4 : 0;
                i += more;
                if (more == 0 || i >= count) {
                    return false;
                }
            } else if (!isHarmless(numbers[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHarmless(int number) {
        return number <= 9
                || number >= 21 && number <= 49
                || number == 53
                || number == 55
                || number >= 90 && number <= 97
                || number >= 100 && number <= 107;
    }
}
