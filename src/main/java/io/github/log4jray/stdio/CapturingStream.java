package io.github.log4jray.stdio;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.util.Log4jThread;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.spi.AbstractLogger;
import org.apache.logging.log4j.spi.ExtendedLogger;

/**
 * Stands in the place of {@code System.out} or {@code System.err} and turns what is printed into events, a line each.
 *
 * <p>What a thread prints while Log4j is logging on it, and what Log4j's own threads print, goes to the original
 * stream: console appenders, the status logger, a {@code toString} of an argument, a filter. So no loop is possible,
 * asynchronous or not (Log4j 2.17.1 to 2.26.1: the status logger counts as a logger, and every thread of an
 * {@code <Async>} appender and of asynchronous loggers is a {@link Log4jThread}).
 *
 * <p>{@link Throwable#printStackTrace()} holds the monitor of this object while it prints line by line. So a thread
 * that logs a line has waited until nobody else held that monitor, and a trace stays in one piece. But nobody holds the
 * monitor while Log4j is at work, or a thread within Log4j that prints a trace of its own would wait for one that waits
 * for Log4j: for a thread that has it already a {@link Deputy} logs.
 *
 * <p>Another copy of this class, of another class loader, asks by {@link #iterator} and {@link #getAsBoolean}, as it
 * can't name this one.
 */
final class CapturingStream extends PrintStream implements Iterable<PrintStream>, BooleanSupplier {

    private static final String FQCN = CapturingStream.class.getName();
    private static final String LOG4J_THREAD = Log4jThread.class.getName();

    /** Set on a thread that logs a line of either stream: filters run before Log4j counts itself as logging. */
    private static final ThreadLocal<Boolean> LOGGING = new ThreadLocal<>();

    private final StandardStream stream;
    private final List<PrintStream> before;
    private final PrintStream original;
    private final Supplier<ExtendedLogger> logger;
    private final PartialLines lines;
    private final Turns turns = new Turns(this);
    private volatile boolean capturing = true;

    /**
     * @param stream which of the two
     * @param logger gets the lines; null while there is none, and then they go to the original stream
     */
    CapturingStream(StandardStream stream, Supplier<ExtendedLogger> logger) {
        // What is encoded for this stream by others is not limited to what a console takes.
        super(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        this.stream = stream;
        this.logger = logger;
        this.before = withThoseBefore(stream.current());
        this.original = before.get(before.size() - 1);
        this.lines = new PartialLines(stream.charset());
    }

    private static List<PrintStream> withThoseBefore(PrintStream stream) {
        List<PrintStream> all = new ArrayList<>();
        all.add(stream);
        if (isOfThisKind(stream)) {
            ((Iterable<?>) stream).forEach(before -> all.add((PrintStream) before));
        }
        return List.copyOf(all);
    }

    private static boolean isOfThisKind(PrintStream stream) {
        return stream.getClass().getName().equals(FQCN);
    }

    private static boolean captures(PrintStream stream) {
        return isOfThisKind(stream) && ((BooleanSupplier) stream).getAsBoolean();
    }

    void install() {
        stream.replace(this);
    }

    /** Ends the capture, and puts back what was there before, if nobody has replaced this stream meanwhile. */
    void restore() {
        capturing = false;
        if (stream.current() == this) {
            stream.replace(before.stream()
                    .filter(CapturingStream::captures)
                    .findFirst()
                    .orElse(original));
        }
    }

    /**
     * Logs what was printed without a line end before the capture has ended.
     *
     * @param configuration was in force until now, and runs still
     */
    void logUnfinished(Configuration configuration) {
        LoggerConfig logger = configuration.getLoggerConfig(stream.loggerName());
        for (String line : lines.close()) {
            if (stream.level().isMoreSpecificThan(logger.getLevel())) {
                try {
                    logger.log(
                            stream.loggerName(), FQCN, stream.marker(), stream.level(), new SimpleMessage(line), null);
                } catch (RuntimeException e) {
                    // as below; the stop goes on
                    original.println(line);
                }
            }
        }
    }

    /** @return the streams that were there before, the latest first; the last is not of this class */
    @Override
    public Iterator<PrintStream> iterator() {
        return before.iterator();
    }

    /** @return whether this one captures still */
    @Override
    public boolean getAsBoolean() {
        return capturing;
    }

    private boolean passesBy() {
        return !capturing
                || AbstractLogger.getRecursionDepth() > 0
                || LOGGING.get() != null
                || isOfLog4j(Thread.currentThread());
    }

    /** By name, as each class loader may have a Log4j of its own. */
    private static boolean isOfLog4j(Thread thread) {
        for (Class<?> type = thread.getClass(); type != Thread.class; type = type.getSuperclass()) {
            if (type.getName().equals(LOG4J_THREAD)) {
                return true;
            }
        }
        return false;
    }

    private void captured(String text, boolean lineEnd) {
        List<String> complete = passesBy() ? null : lines.add(text, lineEnd);
        if (complete != null) {
            log(complete);
        } else if (lineEnd) {
            original.println(text);
        } else {
            original.print(text);
        }
    }

    private void log(List<String> complete) {
        if (complete.isEmpty()) {
            return;
        }
        boolean turn = turns.take();
        try {
            if (Thread.holdsLock(this)) {
                Deputy.run(this, () -> logAll(complete, turn));
            } else {
                logAll(complete, turn);
            }
        } finally {
            if (turn) {
                turns.end();
            }
        }
    }

    private void logAll(List<String> complete, boolean turn) {
        LOGGING.set(true);
        try {
            for (String line : complete) { // no stream: what calls println must be what calls this class
                if (turn) {
                    turns.lineBegins();
                }
                log(line);
            }
        } finally {
            LOGGING.remove();
        }
    }

    private void log(String line) {
        ExtendedLogger taker = logger.get();
        if (taker == null) {
            original.println(line);
            return;
        }
        try {
            taker.logIfEnabled(FQCN, stream.level(), stream.marker(), line);
        } catch (RuntimeException e) {
            // an appender with ignoreExceptions="false": who prints expects no exception
            original.println(line);
        }
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        List<String> complete = passesBy() ? null : lines.add(bytes, offset, count);
        if (complete != null) {
            log(complete);
        } else {
            original.write(bytes, offset, count);
        }
    }

    /** Flushes the original stream. A line that has no end yet waits for it. */
    @Override
    public void flush() {
        original.flush();
    }

    /** The streams of a process are not closed. */
    @Override
    public void close() {
        flush();
    }

    @Override
    public boolean checkError() {
        return original.checkError();
    }

    @Override
    public void print(boolean value) {
        captured(String.valueOf(value), false);
    }

    @Override
    public void println(boolean value) {
        captured(String.valueOf(value), true);
    }

    @Override
    public void print(char value) {
        captured(String.valueOf(value), false);
    }

    @Override
    public void println(char value) {
        captured(String.valueOf(value), true);
    }

    @Override
    public void print(int value) {
        captured(String.valueOf(value), false);
    }

    @Override
    public void println(int value) {
        captured(String.valueOf(value), true);
    }

    @Override
    public void print(long value) {
        captured(String.valueOf(value), false);
    }

    @Override
    public void println(long value) {
        captured(String.valueOf(value), true);
    }

    @Override
    public void print(float value) {
        captured(String.valueOf(value), false);
    }

    @Override
    public void println(float value) {
        captured(String.valueOf(value), true);
    }

    @Override
    public void print(double value) {
        captured(String.valueOf(value), false);
    }

    @Override
    public void println(double value) {
        captured(String.valueOf(value), true);
    }

    @Override
    public void print(char[] characters) {
        captured(String.valueOf(characters), false);
    }

    @Override
    public void println(char[] characters) {
        captured(String.valueOf(characters), true);
    }

    @Override
    public void print(String value) {
        captured(String.valueOf(value), false);
    }

    @Override
    public void println(String value) {
        captured(String.valueOf(value), true);
    }

    @Override
    public void print(Object value) {
        captured(String.valueOf(value), false);
    }

    @Override
    public void println(Object value) {
        captured(String.valueOf(value), true);
    }

    @Override
    public void println() {
        captured("", true);
    }

    @Override
    public PrintStream format(String format, Object... arguments) {
        captured(String.format(format, arguments), false);
        return this;
    }

    @Override
    public PrintStream format(Locale locale, String format, Object... arguments) {
        captured(String.format(locale, format, arguments), false);
        return this;
    }

    /** As inherited, but called from here, so that the location of the event is that of the caller. */
    @Override
    public PrintStream printf(String format, Object... arguments) {
        return format(format, arguments);
    }

    @Override
    public PrintStream printf(Locale locale, String format, Object... arguments) {
        return format(locale, format, arguments);
    }

    @Override
    public PrintStream append(CharSequence text) {
        print(String.valueOf(text));
        return this;
    }

    @Override
    public PrintStream append(CharSequence text, int start, int end) {
        return append(String.valueOf(text).subSequence(start, end));
    }

    @Override
    public PrintStream append(char value) {
        print(value);
        return this;
    }

    @Override
    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void writeBytes(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }
}
