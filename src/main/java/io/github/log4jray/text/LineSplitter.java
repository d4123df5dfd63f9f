package io.github.log4jray.text;

/** Where lines end: at {@code \n}, {@code \r\n} or {@code \r}. A text that ends so has no empty line behind it. */
public final class LineSplitter {

    private LineSplitter() {}

    static boolean isEnd(char c) {
        return c == '\n' || c == '\r';
    }

    /**
     * @param text is searched
     * @param from where the line begins
     * @return index of the line's end, of its terminator or of the end of the text
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
     * @param text is searched
     * @param end what {@link #end} returned
     * @return where the next line begins; the length of the text where there is none
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
