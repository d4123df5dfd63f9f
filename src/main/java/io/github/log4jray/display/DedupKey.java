package io.github.log4jray.display;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Computes the key by which equal lines are found, as Ray does (Ray 2.39 to 2.60, {@code LogDeduplicator}): the words of
 * a line without those that contain a digit. For example, {@code ready in 5 ms} and {@code ready  in 17 ms} have the key
 * {@code ready in ms}. White space and digits are those of Python. Not thread-safe.
 *
 * <p>Unlike in Ray, the key of a {@link StackTraceLine} is the whole line. Ray's rule would leave nothing but {@code at}
 * of each frame, because a frame contains a line number.
 *
 * <p>{@link #hash} builds no key for a line in ASCII. It reads eight bytes at a time and is several times faster than
 * {@link #of}.
 */
final class DedupKey {

    /** Distinguishes a whole line from a key of words. */
    private static final char WHOLE_LINE = '\n';

    private static final int LATIN = 0x100;
    private static final byte SPACE = 1;
    private static final byte DIGIT = 2;
    private static final byte[] KINDS = new byte[LATIN];

    static {
        for (char c = 0; c < LATIN; c++) {
            boolean space = c >= '\t' && c <= '\r' || c >= 0x1c && c <= ' ' || c == 0x85 || c == 0xa0;
            KINDS[c] = space ? SPACE : c >= '0' && c <= '9' ? DIGIT : 0;
        }
    }

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x80 * ONES;

    private final CharsetEncoder latin1 = StandardCharsets.ISO_8859_1.newEncoder();

    /** Secret, so that a worker can't construct lines that share a hash. */
    private final long seed = new SecureRandom().nextLong() | 1;

    private char[] chars;
    private char[] words;
    private CharBuffer from;

    /** The characters as bytes, followed by spaces. */
    private byte[] bytes;

    private ByteBuffer to;

    DedupKey() {
        reserve(256);
    }

    private void reserve(int length) {
        char[] newChars = new char[length];
        char[] newWords = new char[length];
        CharBuffer newFrom = CharBuffer.wrap(newChars);
        byte[] newBytes = new byte[length + 2 * Long.BYTES];
        ByteBuffer newTo = ByteBuffer.wrap(newBytes);
        // The arrays have one length, also where there was no memory for one of them.
        chars = newChars;
        words = newWords;
        from = newFrom;
        bytes = newBytes;
        to = newTo;
    }

    /**
     * @param line any
     * @return the same number for all lines of one key, and almost always different numbers for two keys; 0 for the
     *     empty key
     */
    long hash(String line) {
        if (StackTraceLine.is(line)) {
            return hashOfCharacters(line);
        }
        int length = load(line);
        if (encode(length)) {
            return hash(length);
        }
        String key = of(line);
        if (encode(load(key))) {
            return hash(key.length());
        }
        return hashOfCharacters(key);
    }

    private long hashOfCharacters(String text) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = mixed(hash, text.charAt(i));
        }
        return hash | 1;
    }

    /** Converts the characters to bytes; false where they are not all ASCII. */
    private boolean encode(int length) {
        latin1.encode(from.limit(length).position(0), to.limit(length).position(0), true);
        if (to.position() < length) {
            return false;
        }
        Arrays.fill(bytes, length, length + 2 * Long.BYTES, (byte) ' ');
        long any = 0;
        for (int i = 0; i < length; i += Long.BYTES) {
            any |= (long) EIGHT.get(bytes, i);
        }
        return (any & HIGH) == 0;
    }

    private long hash(int length) {
        long hash = 0;
        int i = 0;
        while (true) {
            long eight = (long) EIGHT.get(bytes, i);
            long spaces = spaces(eight);
            if ((spaces & 0x80) != 0) {
                i += Long.numberOfTrailingZeros(~spaces & HIGH) >>> 3;
                if (i >= length) {
                    return hash;
                }
                continue;
            }
            long word = seed;
            long digits = 0;
            while (spaces == 0) {
                digits |= between(eight, '0', '9');
                word = mixed(word, eight);
                i += Long.BYTES;
                eight = (long) EIGHT.get(bytes, i);
                spaces = spaces(eight);
            }
            int rest = Long.numberOfTrailingZeros(spaces) >>> 3;
            long mask = (1L << 8 * rest) - 1;
            digits |= between(eight, '0', '9') & mask;
            i += rest;
            if (digits == 0) {
                // no character of ASCII has the bits that end the word: "a" and "a\0" differ
                hash = mixed(hash, mixed(word, eight | ~mask)) | 1;
            }
        }
    }

    private long mixed(long hash, long more) {
        long product = (hash ^ more) * seed;
        return product ^ product >>> 32;
    }

    /** Sets the highest bit of each byte that is white space. */
    private static long spaces(long eight) {
        return between(eight, '\t', '\r') | between(eight, 0x1c, ' ');
    }

    /** Sets the highest bit of each byte in a range. All bytes are ASCII, so no byte carries into the next. */
    private static long between(long eight, int first, int last) {
        return eight + (0x80 - first) * ONES & ~(eight + (0x7f - last) * ONES) & HIGH;
    }

    /**
     * @param line any
     * @return its key, which may be empty
     */
    String of(String line) {
        if (StackTraceLine.is(line)) {
            return WHOLE_LINE + line;
        }
        int length = load(line);
        int w = 0;
        for (int i = 0; i < length; ) {
            while (i < length && kind(i, length) == SPACE) {
                i++;
            }
            int before = w;
            boolean digit = false;
            if (w > 0) {
                words[w++] = ' ';
            }
            int begun = i;
            for (byte kind = 0; i < length && (kind = kind(i, length)) != SPACE; i++) {
                digit |= kind == DIGIT;
                words[w++] = chars[i];
            }
            if (digit || i == begun) {
                w = before;
            }
        }
        return new String(words, 0, w);
    }

    private int load(String line) {
        int length = line.length();
        if (chars.length < length) {
            reserve(Math.max(length, 2 * chars.length));
        }
        line.getChars(0, length, chars, 0);
        return length;
    }

    private byte kind(int i, int length) {
        char c = chars[i];
        return c < LATIN ? KINDS[c] : kindBeyondLatin(c, i + 1 < length ? chars[i + 1] : 0);
    }

    private static byte kindBeyondLatin(char c, char next) {
        boolean space = c == 0x1680
                || c >= 0x2000 && c <= 0x200a
                || c == 0x2028
                || c == 0x2029
                || c == 0x202f
                || c == 0x205f
                || c == 0x3000;
        boolean digit = Character.isHighSurrogate(c) && Character.isLowSurrogate(next)
                ? Character.isDigit(Character.toCodePoint(c, next))
                : Character.isDigit(c);
        return space ? SPACE : digit ? DIGIT : 0;
    }
}
