package io.github.log4jray.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON object (RFC 8259) from bytes that may come from anybody. It is strict, does not recurse deeper than {@value
 * #MAX_DEPTH}, and needs memory in proportion to the input. No caller uses values that are nested deeper: such arrays and
 * objects must be valid JSON, and are read as null.
 *
 * <p>Values are {@code String}, {@code Long}, {@code Double}, {@code Boolean}, null, {@code List} and {@code Map}. The last
 * value of a repeated key is kept. Invalid UTF-8 becomes U+FFFD. Each object is read by a reader of its own, on one thread.
 */
public final class JsonReader {

    /** How deep arrays and objects are nested that are read. */
    public static final int MAX_DEPTH = 32;

    /** The length of {@link Long#MIN_VALUE}. */
    private static final int LONGEST_LONG = 20;

    private final byte[] bytes;
    private final int end;
    private int at;

    private JsonReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    /** The text is not JSON, or not an object. */
    public static final class MalformedJsonException extends Exception {
        private static final long serialVersionUID = 1L;

        private MalformedJsonException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * @param bytes holds the text
     * @param from index of its first byte
     * @param to index behind its last byte
     * @return the members of the object, in their order
     * @throws MalformedJsonException if the text is not exactly one JSON object
     */
    public static Map<String, Object> object(byte[] bytes, int from, int to) throws MalformedJsonException {
        JsonReader reader = new JsonReader(bytes, from, to);
        reader.space();
        reader.expect('{');
        Map<String, Object> members = reader.members(1);
        reader.space();
        if (reader.at != to) {
            throw reader.malformed("the end");
        }
        return members;
    }

    /**
     * @param bytes holds a text
     * @param from index of its first byte
     * @param to index behind its last byte
     * @return whether the text is empty or white space
     */
    public static boolean isBlank(byte[] bytes, int from, int to) {
        JsonReader reader = new JsonReader(bytes, from, to);
        reader.space();
        return reader.at == to;
    }

    /**
     * Brings a JSON value onto one line: white space that ends a line becomes a space, and characters in strings that end
     * a line for some readers are escaped.
     *
     * @param text any
     * @return the same value on one line; null if the text is not exactly one JSON value
     */
    public static String oneLine(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        JsonReader reader = new JsonReader(bytes, 0, bytes.length);
        try {
            reader.value(0);
            reader.space();
        } catch (MalformedJsonException e) {
            return null;
        }
        if (reader.at != bytes.length) {
            return null;
        }
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (LineSplitter.isEnd(c)) {
                line.append(' ');
            } else if (JsonEscapes.endsALine(c)) {
                line.append(String.format("\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        return line.toString().strip();
    }

    private Map<String, Object> members(int depth) throws MalformedJsonException {
        Map<String, Object> members = new LinkedHashMap<>();
        space();
        if (skip('}')) {
            return members;
        }
        do {
            String key = key();
            members.put(key, value(depth));
            space();
        } while (skip(','));
        expect('}');
        return members;
    }

    /** Reads a key with the colon behind it. */
    private String key() throws MalformedJsonException {
        space();
        expect('"');
        String key = string();
        space();
        expect(':');
        return key;
    }

    /** Reads an array or an object without recursion and without keeping anything of it. */
    private void skipNested() throws MalformedJsonException {
        BitSet objects = new BitSet();
        int depth = 0;
        do {
            space();
            if (at < end && (bytes[at] == '{' || bytes[at] == '[')) {
                objects.set(depth++, bytes[at++] == '{');
                space();
                if (!skip(close(objects, depth))) {
                    if (objects.get(depth - 1)) {
                        key();
                    }
                    continue;
                }
                depth--;
            } else {
                value(MAX_DEPTH);
            }
            depth = skipEnds(objects, depth);
        } while (depth > 0);
    }

    /** Reads the ends of arrays and objects, up to the next value. Returns how many are still open. */
    private int skipEnds(BitSet objects, int open) throws MalformedJsonException {
        int depth = open;
        while (depth > 0) {
            space();
            if (skip(',')) {
                if (objects.get(depth - 1)) {
                    key();
                }
                return depth;
            }
            expect(close(objects, depth--));
        }
        return 0;
    }

    private static char close(BitSet objects, int depth) {
        return objects.get(depth - 1) ? '}' : ']';
    }

    private List<Object> elements(int depth) throws MalformedJsonException {
        List<Object> elements = new ArrayList<>();
        space();
        if (skip(']')) {
            return elements;
        }
        do {
            elements.add(value(depth));
            space();
        } while (skip(','));
        expect(']');
        return elements;
    }

    private Object value(int depth) throws MalformedJsonException {
        space();
        if (at == end) {
            throw malformed("a value");
        }
        switch (bytes[at]) {
            case '"':
                at++;
                return string();
            case '{', '[':
                if (depth == MAX_DEPTH) {
                    skipNested();
                    return null;
                }
                return bytes[at++] == '{' ? members(depth + 1) : elements(depth + 1);
            case 't':
                return literal("true", Boolean.TRUE);
            case 'f':
                return literal("false", Boolean.FALSE);
            case 'n':
                return literal("null", null);
            default:
                return number();
        }
    }

    private Object literal(String word, Object value) throws MalformedJsonException {
        for (int i = 0; i < word.length(); i++) {
            expect(word.charAt(i));
        }
        return value;
    }

    private Object number() throws MalformedJsonException {
        int start = at;
        skip('-');
        if (!skip('0')) {
            digits();
        }
        boolean whole = true;
        if (skip('.')) {
            whole = false;
            digits();
        }
        if (skip('e') || skip('E')) {
            whole = false;
            if (!skip('+')) {
                skip('-');
            }
            digits();
        }
        String text = new String(bytes, start, at - start, StandardCharsets.US_ASCII);
        if (whole && text.length() <= LONGEST_LONG) {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) {
                // it is greater than a long
            }
        }
        return Double.valueOf(text);
    }

    private void digits() throws MalformedJsonException {
        int start = at;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at == start) {
            throw malformed("a digit");
        }
    }

    /** Reads the rest of a string, after its opening quote. */
    private String string() throws MalformedJsonException {
        int start = at;
        while (at < end) {
            byte b = bytes[at];
            if (b == '"') {
                return new String(bytes, start, at++ - start, StandardCharsets.UTF_8);
            }
            if (b == '\\') {
                return escaped(start);
            }
            if (b >= 0 && b < 0x20) {
                break;
            }
            at++;
        }
        throw malformed("the end of a string");
    }

    private String escaped(int start) throws MalformedJsonException {
        StringBuilder text = new StringBuilder(at - start + 64);
        int run = start;
        while (at < end) {
            byte b = bytes[at];
            if (b == '"') {
                text.append(new String(bytes, run, at++ - run, StandardCharsets.UTF_8));
                return text.toString();
            }
            if (b == '\\') {
                text.append(new String(bytes, run, at++ - run, StandardCharsets.UTF_8));
                text.append(escape());
                run = at;
            } else if (b >= 0 && b < 0x20) {
                break;
            } else {
                at++;
            }
        }
        throw malformed("the end of a string");
    }

    private char escape() throws MalformedJsonException {
        if (at == end) {
            throw malformed("an escape");
        }
        switch (bytes[at++]) {
            case '"':
                return '"';
            case '\\':
                return '\\';
            case '/':
                return '/';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                return hex();
            default:
                throw malformed("an escape");
        }
    }

    private char hex() throws MalformedJsonException {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < end ? Character.digit((char) bytes[at], 16) : -1;
            if (digit < 0) {
                throw malformed("a hexadecimal digit");
            }
            at++;
            value = value << 4 | digit;
        }
        return (char) value;
    }

    private void space() {
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r' || bytes[at] == '\n')) {
            at++;
        }
    }

    private boolean skip(char c) {
        if (at < end && bytes[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) throws MalformedJsonException {
        if (!skip(c)) {
            throw malformed("'" + c + "'");
        }
    }

    private MalformedJsonException malformed(String expected) {
        return new MalformedJsonException("byte " + at + ": expected " + expected);
    }
}
