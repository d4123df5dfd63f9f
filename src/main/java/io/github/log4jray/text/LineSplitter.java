package io.github.log4jray.text;

/**
 * Finds the ends of lines: {@code \n}, {@code \r\n} or {@code \r}. A text that ends with one of them has no empty line
 * after it. Stateless.
 */
public final class LineSplitter {

    private LineSplitter() {}

    static boolean isEnd(char c) {
        return c == '\n' || c == '\r';
    }

    /**
     * @param text any
     * @param from index of the first character of a line
     * @return index of the line's terminator; the length of the text if the line has none
     */
    public static int end(CharSequence text, int from) {
        int length = text.length();
        for (int i = from; i < length; i++) {
            if (isEnd(text.charAt(i))) {
                return i;
            }
        }
        return length;
    }

    /**
     * @param text any
     * @param end the index that {@link #end} has returned
     * @return index of the first character of the next line; the length of the text after the last line
     */
    public static int next(CharSequence text, int end) {
        int length = text.length();
        if (end >= length) {
            return length;
        }
        boolean pair = text.charAt(end) == '\r' && end + 1 < length && text.charAt(end + 1) == '\n';
        return end + (pair ? 2 : 1);
    }
}
