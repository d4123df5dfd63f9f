package io.github.log4jray.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Which characters are escaped in a JSON string, and how. */
final class JsonEscapes {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final char NEXT_LINE = 0x85;
    private static final char LINE_SEPARATOR = 0x2028;
    private static final char PARAGRAPH_SEPARATOR = 0x2029;

    /** For each ASCII character: 0 if it is not escaped, the letter of its short escape, or 'u'. */
    private static final byte[] OF_ASCII = new byte[128];

    static {
        Arrays.fill(OF_ASCII, 0, 0x20, (byte) 'u');
        OF_ASCII['\b'] = 'b';
        OF_ASCII['\t'] = 't';
        OF_ASCII['\n'] = 'n';
        OF_ASCII['\f'] = 'f';
        OF_ASCII['\r'] = 'r';
        OF_ASCII['"'] = '"';
        OF_ASCII['\\'] = '\\';
    }

    private JsonEscapes() {}

    /**
     * @param c from 0 to 127
     * @return 0 if the character is not escaped, the letter of its short escape, or 'u'
     */
    static byte ofAscii(int c) {
        return OF_ASCII[c];
    }

    /**
     * JSON allows these characters, but some readers end a line at them, for example Python's {@code splitlines}.
     *
     * @param c any character
     * @return whether it is escaped for such readers
     */
    static boolean endsALine(char c) {
        return c == NEXT_LINE || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR;
    }

    /**
     * Writes an escape, which takes at most 6 bytes.
     *
     * @param bytes receives it
     * @param at index of its first byte
     * @param c the character
     * @param escape the letter of its short escape, or 'u'
     * @return index behind its last byte
     */
    static int put(byte[] bytes, int at, char c, byte escape) {
        int w = at;
        bytes[w++] = '\\';
        bytes[w++] = escape;
        if (escape == 'u') {
            bytes[w++] = HEX[c >> 12];
            bytes[w++] = HEX[c >> 8 & 15];
            bytes[w++] = HEX[c >> 4 & 15];
            bytes[w++] = HEX[c & 15];
        }
        return w;
    }
}
