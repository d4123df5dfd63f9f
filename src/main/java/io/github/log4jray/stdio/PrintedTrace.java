package io.github.log4jray.stdio;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The stack trace that {@link Throwable#printStackTrace()} prints to a captured stream now. The whole trace is one event, so
 * that no other event comes between its lines: it is logged when its first line is printed, and its further lines are
 * recognised and skipped.
 *
 * <p>{@code Throwable} holds the monitor of the stream from the first line to the last, and no method of this class is of
 * use without it: the monitor guards the fields. A trace that {@code Throwable} does not print itself is printed line by
 * line, for example that of a class with its own {@code printStackTrace}.
 */
final class PrintedTrace {

    /** The adapter within {@link Throwable} that prints to a stream (JDK 17 to 25). */
    private static final String PRINTER = "java.lang.Throwable$WrappedPrintStream";

    private static final int FRAMES_TO_PRINTER = 8;

    private final Object monitor;
    private Thread printing;
    private Iterator<String> further = List.<String>of().iterator();

    /** @param monitor the captured stream */
    PrintedTrace(Object monitor) {
        this.monitor = monitor;
    }

    /** Collects what is printed, each line an element. */
    private static final class Lines extends PrintWriter {

        private final List<String> all = new ArrayList<>();

        private Lines() {
            super(Writer.nullWriter());
        }

        @Override
        public void println(Object line) {
            all.add(String.valueOf(line));
        }
    }

    /**
     * @param printed what this thread prints as a line
     * @return the lines of the trace that begins with it; null if no trace does
     */
    List<String> begunBy(Object printed) {
        if (!(printed instanceof Throwable failure)
                || !Thread.holdsLock(monitor)
                || !printsItself(failure)
                || !isCalledByThrowable()) {
            return null;
        }
        Lines lines = new Lines();
        failure.printStackTrace(lines);
        return lines.all.isEmpty() ? null : lines.all;
    }

    private static boolean printsItself(Throwable failure) {
        try {
            return failure.getClass()
                            .getMethod("printStackTrace", PrintWriter.class)
                            .getDeclaringClass()
                    == Throwable.class;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private static boolean isCalledByThrowable() {
        return StackWalker.getInstance()
                .walk(frames -> frames.limit(FRAMES_TO_PRINTER)
                        .anyMatch(frame -> frame.getClassName().equals(PRINTER)));
    }

    /** @param lines those of {@link #begunBy}, which are logged; this thread prints all but the first from now on */
    void logged(List<String> lines) {
        printing = Thread.currentThread();
        further = lines.listIterator(1);
        endAfterLast();
    }

    private void endAfterLast() {
        if (!further.hasNext()) {
            printing = null;
            further = List.<String>of().iterator();
        }
    }

    /**
     * @param printed what this thread prints as a line
     * @return whether the line is logged already
     */
    boolean hasLogged(Object printed) {
        if (!Thread.holdsLock(monitor) || printing != Thread.currentThread()) {
            return false;
        }
        boolean expected = further.next().equals(String.valueOf(printed));
        if (!expected) {
            further = List.<String>of().iterator();
        }
        endAfterLast();
        return expected;
    }
}
