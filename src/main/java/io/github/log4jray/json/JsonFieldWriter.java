package io.github.log4jray.json;

import io.github.log4jray.text.Utf8Buffer;
import java.util.regex.Pattern;

/**
 * Writes the members of a JSON object. Immutable.
 *
 * @param maxStringLength in characters; longer strings are cut and end with an ellipsis
 */
record JsonFieldWriter(int maxStringLength) {

    private static final int LARGEST_PART = 1 << 16;
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");

    /** Writes the text as the content of a JSON string, in parts, because the buffer makes room for six bytes a character. */
    void addContent(CharSequence text, Utf8Buffer to) {
        int end = Math.min(text.length(), maxStringLength);
        if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        for (int from = 0; from < end; ) {
            int part = Math.min(end, from + LARGEST_PART);
            if (part < end && Character.isHighSurrogate(text.charAt(part - 1))) {
                part--;
            }
            to.addJsonContent(text, from, part);
            from = part;
        }
        if (end < text.length()) {
            to.add("…");
        }
    }

    /** Writes a comma, the key and a string. */
    void addString(String key, CharSequence value, Utf8Buffer to) {
        to.add(',').addJson(key).add(":\"");
        addContent(value, to);
        to.add('"');
    }

    /** Writes a comma, the key and a value that is valid JSON already. */
    void addRaw(String key, CharSequence value, Utf8Buffer to) {
        to.add(',').addJson(key).add(':').add(value);
    }

    /**
     * Writes a comma, the key and a value: numbers and booleans as such, others as text.
     *
     * @param value anything but null, also an object whose {@code toString} throws
     */
    void addValue(String key, Object value, Utf8Buffer to) {
        String text = textOf(value);
        boolean raw = value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Number && NUMBER.matcher(text).matches();
        if (raw) {
            addRaw(key, text, to);
        } else {
            addString(key, text, to);
        }
    }

    /**
     * @param value any, also an object whose {@code toString} throws or returns null
     * @return it as text
     */
    static String textOf(Object value) {
        try {
            return String.valueOf(value.toString());
        } catch (Throwable e) {
            // the object's own code may throw anything; the event is written all the same
            return unavailable("value", e);
        }
    }

    /** @return what is written in the place of something that throws */
    static String unavailable(String what, Throwable e) {
        return "[this " + what + " can't be had: " + e.getClass().getName() + "]";
    }
}
