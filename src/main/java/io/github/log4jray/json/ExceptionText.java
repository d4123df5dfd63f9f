package io.github.log4jray.json;

import java.io.PrintWriter;
import org.apache.logging.log4j.core.util.StringBuilderWriter;

/** Renders exceptions as {@link Throwable#printStackTrace()} prints them. Stateless. */
final class ExceptionText {

    private ExceptionText() {}

    /**
     * @param thrown any, also an exception whose methods throw
     * @param stackTrace whether the trace, causes and suppressed exceptions follow the first line
     * @param text receives the text, with {@code \n} between lines and without a line end after the last one
     */
    static void add(Throwable thrown, boolean stackTrace, StringBuilder text) {
        int start = text.length();
        try {
            if (stackTrace) {
                if (!StackTrace.add(thrown, text)) {
                    text.setLength(start);
                    thrown.printStackTrace(new PrintWriter(new StringBuilderWriter(text)));
                }
                removeCarriageReturns(text, start);
            } else {
                text.append(thrown);
            }
        } catch (Throwable e) {
            // the exception's own code may throw anything; the event is written all the same
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

    /** Replaces the line ends of Windows. */
    private static void removeCarriageReturns(StringBuilder text, int start) {
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
