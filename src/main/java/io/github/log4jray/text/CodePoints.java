package io.github.log4jray.text;

/** Code points above ASCII: out of UTF-16, into UTF-8. */
final class CodePoints {

    private static final int REPLACEMENT = 0xFFFD;

    private CodePoints() {}

    /**
     * @param chars holds the characters
     * @param at index of the first one of the code point
     * @param end index behind the last character that may be read
     * @return the code point, which takes two characters above U+FFFF and else one; U+FFFD for half a surrogate pair
     */
    static int at(char[] chars, int at, int end) {
        char c = chars[at];
        if (!Character.isSurrogate(c)) {
            return c;
        }
        boolean pair = Character.isHighSurrogate(c) && at + 1 < end && Character.isLowSurrogate(chars[at + 1]);
        return pair ? Character.toCodePoint(c, chars[at + 1]) : REPLACEMENT;
    }

    /**
     * Encodes a code point above ASCII, which takes at most 4 bytes.
     *
     * @param bytes receives them
     * @param at index of the first byte
     * @param codePoint above U+007F
     * @return index behind the last byte
     */
    static int put(byte[] bytes, int at, int codePoint) {
        int w = at;
        if (codePoint < 0x800) {
            bytes[w++] = (byte) (0xC0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                bytes[w++] = (byte) (0xE0 | codePoint >> 12);
            } else {
                bytes[w++] = (byte) (0xF0 | codePoint >> 18);
                bytes[w++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
            }
            bytes[w++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        }
        bytes[w++] = (byte) (0x80 | codePoint & 0x3F);
        return w;
    }
}
