package io.github.log4jray.text;

/**
 * Makes text safe to show. A character that could begin a new line, move the cursor, change the terminal, turn the
 * direction of writing or hide in a text is replaced by its escape: {@code \x1b} or <code>&#92;u202e</code>. Tabs stay.
 * Stateless.
 */
public final class TerminalEscaper {

    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final char ESCAPE = 0x1b;

    /** The high surrogate of U+E0000 to U+E03FF: tags, which are invisible, and variants of characters. */
    private static final char HIGH_HALF_OF_TAGS = '\udb40';

    private TerminalEscaper() {}

    /**
     * @param text any
     * @return the safe text; the same object if the text is safe
     */
    public static String of(String text) {
        return of(text, false);
    }

    /**
     * As {@link #of(String)}, for a terminal: sequences that only change how the text looks (SGR) stay, and a reset
     * follows the text.
     *
     * @param text any
     * @return the safe text; the same object if the text is safe
     */
    public static String withColors(String text) {
        return of(text, true);
    }

    /**
     * Replaces characters that are not ASCII. All others stay, also control characters.
     *
     * @param text any
     * @return the text in ASCII; the same object if it is
     */
    public static String inAscii(String text) {
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        StringBuilder ascii = new StringBuilder(text.length() + 32);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                ascii.append(c);
            } else {
                appendEscaped(ascii, c);
            }
        }
        return ascii.toString();
    }

    private static String of(String text, boolean colors) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (!isSafe(text.charAt(i))) {
                return escaped(text, i, colors);
            }
        }
        return text;
    }

    /**
     * @param c any character
     * @return whether it stays as it is
     */
    static boolean isSafe(char c) {
        if (c < 0x7f) {
            return c >= ' ' || c == '\t';
        }
        return c > 0x9f && !isSeparator(c) && !isBidirectionalControl(c) && !isInvisible(c);
    }

    private static boolean isSeparator(char c) {
        return c == '\u2028' || c == '\u2029';
    }

    private static boolean isBidirectionalControl(char c) {
        return c == '\u061c'
                || c == '\u200e'
                || c == '\u200f'
                || c >= '\u202a' && c <= '\u202e'
                || c >= '\u2066' && c <= '\u2069';
    }

    /**
     * Characters of zero width, and characters that mark or deprecate text and are invisible. A joiner of an emoji is one of
     * them: it can hide in any text.
     */
    private static boolean isInvisible(char c) {
        return c == '\u00ad'
                || c == '\u180e'
                || c >= '\u200b' && c <= '\u200d'
                || c == '\u2060'
                || c == '\ufeff'
                || c >= '\u2061' && c <= '\u2064'
                || c >= '\u206a' && c <= '\u206f'
                || c >= '\ufff9' && c <= '\ufffb'
                || c == HIGH_HALF_OF_TAGS;
    }

    private static String escaped(String text, int from, boolean colors) {
        StringBuilder visible = new StringBuilder(text.length() + 32).append(text, 0, from);
        boolean colored = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            int end = colors && c == ESCAPE ? SgrSequence.end(text, i) : i;
            if (end > i) {
                visible.append(text, i, end);
                colored = true;
                i = end - 1;
            } else if (isSafe(c)) {
                visible.append(c);
            } else {
                appendEscaped(visible, c);
                if (c == HIGH_HALF_OF_TAGS && i + 1 < text.length()) {
                    appendEscaped(visible, text.charAt(++i));
                }
            }
        }
        return (colored ? visible.append(SgrSequence.RESET) : visible).toString();
    }

    /**
     * @param visible receives {@code \x1b} or <code>&#92;u202e</code>
     * @param c any character
     */
    public static void appendEscaped(StringBuilder visible, char c) {
        if (c < 0x100) {
            visible.append("\\x").append(HEX[c >> 4]).append(HEX[c & 15]);
        } else {
            visible.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15]);
            visible.append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
        }
    }
}
