package io.github.log4jray.json;

import java.io.PrintWriter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.util.StringBuilderWriter;

/** Renders exceptions as {@link Throwable#printStackTrace()} prints them. Stateless. */
final class ExceptionText {

    private ExceptionText() {}

    /**
     * @param event any
     * @return whether the event has an exception
     */
    @SuppressWarnings("deprecation") // up to 2.24 a received event has its exception only as a proxy
    static boolean isIn(LogEvent event) {
        return event.getThrown() != null || event.getThrownProxy() != null;
    }

    /**
     * @param event any
     * @param stackTrace as for {@link #add}
     * @param text receives the text of the event's exception
     * @return whether the event has an exception
     */
    @SuppressWarnings("deprecation") // up to 2.24 a received event has its exception only as a proxy
    static boolean addOf(LogEvent event, boolean stackTrace, StringBuilder text) {
        if (event.getThrown() != null) {
            add(event.getThrown(), stackTrace, text);
        } else if (event.getThrownProxy() != null) {
            int start = text.length();
            text.append(event.getThrownProxy().getExtendedStackTraceAsString());
            removeCarriageReturns(text, start);
            removeLineEnd(text, start);
        } else {
            return false;
        }
        return true;
    }

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
        removeLineEnd(text, start);
    }

    private static void removeLineEnd(StringBuilder text, int start) {
        int end = text.length();
        while (end > start && text.charAt(end - 1) <= '\r') {
            end--;
        }
        text.setLength(end);
    }

    /** Replaces the line ends of Windows. Takes time in proportion to the text, however many there are. */
    private static void removeCarriageReturns(StringBuilder text, int start) {
        int first = text.indexOf("\r\n", start);
        if (first < 0) {
            return;
        }
        int to = first;
        int end = text.length();
        for (int from = first; from < end; from++) {
            char c = text.charAt(from);
            if (c != '\r' || from + 1 == end || text.charAt(from + 1) != '\n') {
                text.setCharAt(to++, c);
            }
        }
        text.setLength(to);
    }

    private static void addWithoutMessage(Throwable thrown, Throwable e, boolean trace, StringBuilder text) {
        text.append(thrown.getClass().getName())
                .append(" [its message can't be had: ")
                .append(e.getClass().getName())
                .append("]\n");
        if (trace) {
            addFrames(thrown, text);
        }
    }

    private static void addFrames(Throwable thrown, StringBuilder text) {
        try {
            StackTraceElement[] frames = thrown.getStackTrace();
            for (int i = 0; frames != null && i < frames.length; i++) {
                text.append("\tat ").append(frames[i]).append('\n');
            }
        } catch (Throwable e) {
            // an exception without frames, or with frames that can't be had, is one without them
            text.append("\t[its stack trace can't be had: ")
                    .append(e.getClass().getName())
                    .append("]\n");
        }
    }
}
