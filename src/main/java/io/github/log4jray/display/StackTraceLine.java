package io.github.log4jray.display;

/**
 * Recognizes the lines of a Java stack trace below its first one: {@code \tat …(…)}, {@code ... 7 more},
 * {@code Caused by: …} and {@code Suppressed: …}. Frames and {@code ... 7 more} begin with white space. Stateless.
 */
final class StackTraceLine {

    private static final String FRAME = "at ";
    private static final String REST = "... ";
    private static final String REST_END = " more";

    private StackTraceLine() {}

    /**
     * @param line any
     * @return whether it has the form of such a line
     */
    static boolean is(String line) {
        int length = line.length();
        int start = 0;
        while (start < length && isIndentation(line.charAt(start))) {
            start++;
        }
        if (start == length) {
            return false;
        }
        return switch (line.charAt(start)) {
            case 'a' -> start > 0 && line.startsWith(FRAME, start) && line.indexOf('(', start + FRAME.length()) > 0;
            case '.' -> start > 0 && line.startsWith(REST, start) && line.indexOf(REST_END, start + REST.length()) > 0;
            case 'C' -> line.startsWith("Caused by: ", start);
            case 'S' -> line.startsWith("Suppressed: ", start);
            default -> false;
        };
    }

    private static boolean isIndentation(char c) {
        return c == ' ' || c == '\t';
    }
}
