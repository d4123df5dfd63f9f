package io.github.log4jray.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes that encodes characters as UTF-8, plainly or as the content of a JSON string. A thread uses
 * one again and again: a buffer that has grown allocates nothing. Half a surrogate pair becomes U+FFFD, so that the
 * bytes are always valid UTF-8. Not thread-safe.
 *
 * <p>ASCII, the common case, is encoded by the JDK's encoder of Latin-1 and checked eight bytes at a time. Other
 * characters are encoded one by one.
 */
public final class Utf8Buffer {

    private static final int INITIAL = 512;
    private static final int FIRST_PIECE = 256;
    private static final int LARGEST_PIECE = 8 * 1024;
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long NOT_ASCII = 0x8080808080808080L;
    private static final long ONES = 0x0101010101010101L;
    private static final long SPACES = ' ' * ONES;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;

    private final CharsetEncoder latin1 = StandardCharsets.ISO_8859_1.newEncoder();
    private int length;
    private byte[] bytes;
    private ByteBuffer to;
    private char[] chars;
    private CharBuffer from;
    private byte[] latinBytes;
    private ByteBuffer latinTo;

    /** Makes an empty text. */
    public Utf8Buffer() {
        setBytes(new byte[INITIAL]);
        setChars(new char[INITIAL]);
        setLatinBytes(new byte[0]);
    }

    private void setBytes(byte[] array) {
        // An array and its buffer belong together, also where there is no memory for the second.
        ByteBuffer wrapped = ByteBuffer.wrap(array);
        bytes = array;
        to = wrapped;
    }

    private void setLatinBytes(byte[] array) {
        ByteBuffer wrapped = ByteBuffer.wrap(array);
        latinBytes = array;
        latinTo = wrapped;
    }

    private void setChars(char[] array) {
        CharBuffer wrapped = CharBuffer.wrap(array);
        chars = array;
        from = wrapped;
    }

    /** @return the array that holds the text from index 0 on; it is replaced when it grows */
    public byte[] array() {
        return bytes;
    }

    /** @return how many bytes have been written */
    public int length() {
        return length;
    }

    /**
     * Forgets what was written after the given length.
     *
     * @param newLength at most {@link #length()}
     */
    public void truncate(int newLength) {
        length = newLength;
    }

    /** @return a copy of what was written */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /**
     * @param b one byte
     * @return this
     */
    public Utf8Buffer add(char b) {
        ensure(1);
        bytes[length++] = (byte) b;
        return this;
    }

    /**
     * @param source holds the bytes
     * @param offset of the first
     * @param count how many
     * @return this
     */
    public Utf8Buffer add(byte[] source, int offset, int count) {
        ensure(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
        return this;
    }

    /**
     * @param text written as UTF-8
     * @return this
     */
    public Utf8Buffer add(CharSequence text) {
        int count = load(text, 0, text.length());
        ensure(3 * (long) count);
        byte[] b = bytes;
        char[] c = chars;
        int ascii = encodeAscii(count);
        int w = length + ascii;
        for (int i = ascii; i < count; i++) {
            char ch = c[i];
            if (ch < 0x80) {
                b[w++] = (byte) ch;
            } else {
                int codePoint = CodePoints.at(c, i, count);
                w = CodePoints.put(b, w, codePoint);
                i += codePoint >>> 16 == 0 ? 0 : 1;
            }
        }
        length = w;
        return this;
    }

    /**
     * Encodes ASCII characters behind the text, eight at a time, and returns how many: up to seven before the first one
     * that is not ASCII, or before the end, are left. The JDK's encoder of Latin-1 is an intrinsic, and its bytes below
     * 0x80 are UTF-8 too.
     */
    private int encodeAscii(int count) {
        latin1.encode(from.limit(count).position(0), to.limit(bytes.length).position(length), true);
        int end = to.position();
        int i = length;
        while (i + 8 <= end && ((long) EIGHT.get(bytes, i) & NOT_ASCII) == 0) {
            i += 8;
        }
        return i - length;
    }

    /**
     * @param number written in decimal
     * @return this
     */
    public Utf8Buffer add(long number) {
        if (number < 0) {
            return add(Long.toString(number));
        }
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        ensure(digits);
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /**
     * @param text written as a JSON string with its quotes; null becomes {@code null}
     * @return this
     */
    public Utf8Buffer addJson(CharSequence text) {
        if (text == null) {
            return add("null");
        }
        add('"');
        addJsonContent(text, 0, text.length());
        return add('"');
    }

    /**
     * Writes characters as JSON writes them inside a string, without the quotes.
     *
     * @param text holds the characters
     * @param from index of the first
     * @param to index behind the last
     */
    public void addJsonContent(CharSequence text, int from, int to) {
        addJson(load(text, from, to), Integer.MAX_VALUE, false);
    }

    /**
     * Writes the rest of a line as JSON writes it inside a string, without the quotes, and stops at {@code \n} or
     * {@code \r}, or before the first character that would take more than {@code maxBytes} in all.
     *
     * @param text holds the line
     * @param from index of the first character
     * @param maxBytes how many bytes may be written
     * @return index of the first character that was not written; the length of the text where all were
     */
    public int addJsonLine(CharSequence text, int from, int maxBytes) {
        int end = text.length();
        int left = maxBytes;
        int at = from;
        // The end of the line is not known. Pieces of it are loaded, so that little is loaded of the next lines.
        for (int piece = FIRST_PIECE; at < end; piece = Math.min(2 * piece, LARGEST_PIECE)) {
            int before = length;
            int to = Math.min(end, at + piece);
            boolean parted = to < end && Character.isHighSurrogate(text.charAt(to - 1));
            int count = load(text, at, parted ? to - 1 : to);
            int written = addJson(count, left, true);
            left -= length - before;
            at += written;
            if (written < count) {
                return at;
            }
        }
        return at;
    }

    /** Writes the loaded characters, and returns the index of the first one that was not written. */
    private int addJson(int count, int maxBytes, boolean oneLine) {
        ensure(6L * count);
        int ascii = 6L * count <= maxBytes ? addJsonAscii(count, oneLine) : 0;
        return addJsonChars(ascii, count, maxBytes, oneLine);
    }

    /** As {@link #addJson(int, int, boolean)}, but stops at the first character that is not ASCII. */
    private int addJsonAscii(int count, boolean oneLine) {
        int latin = encodeLatin(count);
        int begun = 0;
        int w = length;
        int i = plainUntil(0, latin);
        while (i < latin && isEscaped(chars[i], oneLine)) {
            System.arraycopy(latinBytes, begun, bytes, w, i - begun);
            w = JsonEscapes.put(bytes, w + i - begun, chars[i], JsonEscapes.ofAscii(chars[i]));
            begun = i + 1;
            i = plainUntil(begun, latin);
        }
        System.arraycopy(latinBytes, begun, bytes, w, i - begun);
        length = w + i - begun;
        return i;
    }

    private static boolean isEscaped(char ch, boolean oneLine) {
        return ch < 0x80 && !(oneLine && LineSplitter.isEnd(ch));
    }

    /** Encodes the characters before the first one that is not Latin-1, beside the text, and returns how many. */
    private int encodeLatin(int count) {
        if (latinBytes.length < count) {
            setLatinBytes(new byte[chars.length]);
        }
        latin1.encode(from.limit(count).position(0), latinTo.limit(count).position(0), true);
        return latinTo.position();
    }

    /** Returns the index of the first byte from {@code i} on that is escaped in JSON or is not ASCII; eight at a time. */
    private int plainUntil(int i, int end) {
        int at = i;
        while (at + 8 <= end) {
            long eight = (long) EIGHT.get(latinBytes, at);
            long quote = eight ^ QUOTES;
            long backslash = eight ^ BACKSLASHES;
            long special = (eight | eight - SPACES & ~eight | quote - ONES & ~quote | backslash - ONES & ~backslash)
                    & NOT_ASCII;
            if (special != 0) {
                return at + (Long.numberOfTrailingZeros(special) >>> 3);
            }
            at += 8;
        }
        while (at < end && latinBytes[at] >= 0 && JsonEscapes.ofAscii(latinBytes[at]) == 0) {
            at++;
        }
        return at;
    }

    /** Writes the loaded characters one by one, and returns the index of the first one that was not written. */
    private int addJsonChars(int begin, int count, int maxBytes, boolean oneLine) {
        byte[] b = bytes;
        char[] c = chars;
        int w = length;
        int limit = (int) Math.min((long) length + maxBytes, Integer.MAX_VALUE);
        for (int i = begin; i < count; i++) {
            char ch = c[i];
            int before = w;
            int next = i;
            if (oneLine && LineSplitter.isEnd(ch)) {
                length = before;
                return i;
            }
            if (ch < 0x80) {
                byte escape = JsonEscapes.ofAscii(ch);
                if (escape == 0) {
                    b[w++] = (byte) ch;
                } else {
                    w = JsonEscapes.put(b, w, ch, escape);
                }
            } else if (JsonEscapes.endsALine(ch)) {
                w = JsonEscapes.put(b, w, ch, (byte) 'u');
            } else {
                int codePoint = CodePoints.at(c, i, count);
                w = CodePoints.put(b, w, codePoint);
                next = codePoint >>> 16 == 0 ? i : i + 1;
            }
            if (w > limit) {
                length = before;
                return i;
            }
            i = next;
        }
        length = w;
        return count;
    }

    /** Copies the characters into an array, which a loop reads several times faster than a StringBuilder. */
    private int load(CharSequence text, int from, int to) {
        int count = to - from;
        if (chars.length < count) {
            setChars(new char[grown(chars.length, count)]);
        }
        if (text instanceof StringBuilder builder) {
            builder.getChars(from, to, chars, 0);
        } else if (text instanceof String string) {
            string.getChars(from, to, chars, 0);
        } else {
            for (int i = 0; i < count; i++) {
                chars[i] = text.charAt(from + i);
            }
        }
        return count;
    }

    /**
     * Makes room for more bytes.
     *
     * @param more how many
     * @return the array, with room for them behind {@link #length()}
     */
    byte[] ensure(long more) {
        if (bytes.length - length < more) {
            setBytes(Arrays.copyOf(bytes, grown(bytes.length, length + more)));
        }
        return bytes;
    }

    private static int grown(int size, long needed) {
        if (needed > Integer.MAX_VALUE - 8) {
            throw new OutOfMemoryError("a text of " + needed + " bytes does not fit into an array");
        }
        return (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, size * 2L));
    }

    /**
     * Takes bytes that the caller has written behind {@link #length()} into the array that {@link #ensure} returned.
     *
     * @param count how many
     */
    void wrote(int count) {
        length += count;
    }

    /** Releases the arrays that one huge text has made larger than {@code keep}, and forgets everything that was written. */
    void releaseLarge(int keep) {
        length = 0;
        if (bytes.length > keep) {
            setBytes(new byte[INITIAL]);
        }
        if (chars.length > keep) {
            setChars(new char[INITIAL]);
        }
        if (latinBytes.length > keep) {
            setLatinBytes(new byte[0]);
        }
    }
}
