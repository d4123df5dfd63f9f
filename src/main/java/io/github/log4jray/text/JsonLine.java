package io.github.log4jray.text;

import java.util.HashSet;
import java.util.Set;

/**
 * Reads a line that may be a JSON object (RFC 8259), without making objects of its values. It is stricter than {@link
 * JsonReader}, so that every reader of JSON understands the lines that it accepts: an object has each key once, and a
 * surrogate has its other half, also if it is escaped. A number keeps its text, however large it is. Used for one line after
 * the other, by one thread.
 */
public final class JsonLine {

    /** How deep arrays and objects may be nested. */
    public static final int MAX_DEPTH = 100;

    private final Set<String> keys = new HashSet<>();
    private String text;
    private int at;
    private int begin;
    private int close;

    /** Makes an object that has read no line. */
    public JsonLine() {}

    /**
     * @param line may come from anybody
     * @return whether it is exactly one JSON object
     */
    public boolean read(String line) {
        text = line;
        at = 0;
        keys.clear();
        space();
        begin = at;
        if (!isNext('{') || !object(keys, 1)) {
            return false;
        }
        close = at - 1;
        space();
        return at == text.length();
    }

    /**
     * @param key any
     * @return whether the object has it
     */
    public boolean has(String key) {
        return keys.contains(key);
    }

    /** @return whether the object has no key */
    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /**
     * Writes the object without its closing brace. Escapes characters that end a line, change a terminal or are invisible.
     * An escape changes no value.
     *
     * @param to receives it in UTF-8
     */
    public void addOpen(Utf8Buffer to) {
        addSafely(text, begin, close, to);
    }

    /**
     * Writes any text as the inside of a JSON string. Characters as for {@link #addOpen} are escaped.
     *
     * @param line the text
     * @param to receives it in UTF-8
     */
    public static void addContent(String line, Utf8Buffer to) {
        int from = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c >= 0x7f && !TerminalEscaper.isSafe(c)) {
                to.addJsonContent(line, from, i);
                addEscape(c, to);
                from = i + 1;
            }
        }
        to.addJsonContent(line, from, line.length());
    }

    private static void addSafely(String line, int begin, int end, Utf8Buffer to) {
        int from = begin;
        for (int i = begin; i < end; i++) {
            char c = line.charAt(i);
            boolean isLineEnd = LineSplitter.isEnd(c);
            if (isLineEnd || c >= 0x7f && !TerminalEscaper.isSafe(c)) {
                to.add(line.substring(from, i));
                if (isLineEnd) {
                    to.add(' ');
                } else {
                    addEscape(c, to);
                }
                from = i + 1;
            }
        }
        to.add(from == 0 && end == line.length() ? line : line.substring(from, end));
    }

    private static void addEscape(char c, Utf8Buffer to) {
        byte[] escape = new byte[6];
        JsonEscapes.put(escape, 0, c, (byte) 'u');
        to.add(escape, 0, escape.length);
    }

    private boolean object(Set<String> names, int depth) {
        at++;
        space();
        if (skip('}')) {
            return true;
        }
        do {
            space();
            int from = at + 1;
            if (!string() || !names.add(unescaped(from, at - 1))) {
                return false;
            }
            space();
            if (!skip(':') || !value(depth)) {
                return false;
            }
            space();
        } while (skip(','));
        return skip('}');
    }

    private boolean array(int depth) {
        at++;
        space();
        if (skip(']')) {
            return true;
        }
        do {
            if (!value(depth)) {
                return false;
            }
            space();
        } while (skip(','));
        return skip(']');
    }

    private boolean value(int depth) {
        space();
        if (at == text.length()) {
            return false;
        }
        return switch (text.charAt(at)) {
            case '"' -> string();
            case '{' -> depth < MAX_DEPTH && object(new HashSet<>(), depth + 1);
            case '[' -> depth < MAX_DEPTH && array(depth + 1);
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        };
    }

    private boolean literal(String word) {
        boolean found = text.startsWith(word, at);
        at += found ? word.length() : 0;
        return found;
    }

    private boolean number() {
        skip('-');
        if (!skip('0') && !digits()) {
            return false;
        }
        if (skip('.') && !digits()) {
            return false;
        }
        if (!skip('e') && !skip('E')) {
            return true;
        }
        if (!skip('+')) {
            skip('-');
        }
        return digits();
    }

    private boolean digits() {
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at > from;
    }

    private boolean string() {
        if (!skip('"')) {
            return false;
        }
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return true;
            }
            boolean valid = c >= ' ' && (c != '\\' || escape()) && (!Character.isSurrogate(c) || pair(c));
            if (!valid) {
                return false;
            }
        }
        return false;
    }

    private boolean pair(char high) {
        return Character.isHighSurrogate(high) && at < text.length() && Character.isLowSurrogate(text.charAt(at++));
    }

    private boolean escape() {
        if (at == text.length()) {
            return false;
        }
        char kind = text.charAt(at++);
        if (kind != 'u') {
            return "\"\\/bfnrt".indexOf(kind) >= 0;
        }
        int unit = hex(at);
        at += 4;
        if (unit < 0 || Character.isLowSurrogate((char) unit)) {
            return false;
        }
        if (!Character.isHighSurrogate((char) unit)) {
            return true;
        }
        int low = skip('\\') && skip('u') ? hex(at) : -1;
        at += 4;
        return low >= 0 && Character.isLowSurrogate((char) low);
    }

    /** Returns -1 where there are no four hexadecimal digits. */
    private int hex(int from) {
        if (from + 4 > text.length()) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            value = digit < 0 || value < 0 ? -1 : value << 4 | digit;
        }
        return value;
    }

    /** The string between two indexes was read already, so its escapes are valid. */
    private String unescaped(int from, int to) {
        int escape = text.indexOf('\\', from);
        if (escape < 0 || escape >= to) {
            return text.substring(from, to);
        }
        StringBuilder value = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                char kind = text.charAt(++i);
                if (kind == 'u') {
                    c = (char) hex(i + 1);
                    i += 4;
                } else {
                    int control = "bfnrt".indexOf(kind);
                    c = control < 0 ? kind : "\b\f\n\r\t".charAt(control);
                }
            }
            value.append(c);
        }
        return value.toString();
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean isNext(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private boolean skip(char c) {
        boolean found = isNext(c);
        at += found ? 1 : 0;
        return found;
    }
}
