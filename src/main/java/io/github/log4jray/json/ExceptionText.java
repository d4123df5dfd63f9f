package io.github.log4jray.json;

import java.io.PrintWriter;
import org.apache.logging.log4j.core.util.StringBuilderWriter;

/** Exceptions as text, as {@link Throwable#printStackTrace()} prints them. */
final class ExceptionText {

    private ExceptionText() {}

    /**
     * @param thrown any; also one whose methods throw
     * @param stackTrace whether the trace, causes and suppressed ones follow the first line
     * @param text receives it, with {@code \n} as line ends and none at the end
     */
    static void add(Throwable thrown, boolean stackTrace, StringBuilder text) {
        int start = text.length();
        try {
            if (stackTrace) {
                if (!StackTrace.add(thrown, text)) {
                    text.setLength(start);
                    thrown.printStackTrace(new PrintWriter(new StringBuilderWriter(text)));
                }
                withoutCarriageReturns(text, start);
            } else {
                text.append(thrown);
            }
        } catch (Throwable e) {
            // whatever a message throws: an error of the exception's own code is no reason to lose the event
            if (text.length() == start) {
                addWithoutMessage(thrown, e, stackTrace, text);
            } else {
                text.append("[the rest can't be had: ")
                        .append(e.getClass().getName())
                        .append(']');
            }
        }
        int end = text.length();
        while (end > start && text.charAt(end - 1) <= '\r') {
            end--;
        }
        text.setLength(end);
    }

    /** Those of some systems' line ends. */
    private static void withoutCarriageReturns(StringBuilder text, int start) {
        for (int at = text.indexOf("\r\n", start); at >= 0; at = text.indexOf("\r\n", at)) {
            text.deleteCharAt(at);
        }
    }

    private static void addWithoutMessage(Throwable thrown, Throwable e, boolean trace, StringBuilder text) {
        text.append(thrown.getClass().getName())
                .append(" [its message can't be had: ")
                .append(e.getClass().getName())
                .append("]\n");
        if (trace) {
            for (StackTraceElement frame : thrown.getStackTrace()) {
                text.append("\tat ").append(frame).append('\n');
            }
        }
    }
}
