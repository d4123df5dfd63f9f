package io.github.log4jray.stdio;

import io.github.log4jray.settings.BackgroundThread;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.util.Log4jThread;
import org.apache.logging.log4j.spi.AbstractLogger;
import org.apache.logging.log4j.spi.ExtendedLogger;

/**
 * Replaces {@code System.out} or {@code System.err}, and turns printed text into events, one for each line. {@link
 * PartialLines} makes the lines, {@link LineLogger} logs them.
 *
 * <p>Text that a thread prints while Log4j is logging on it, and text of Log4j's own threads, goes to the original stream:
 * console appenders, the status logger, a {@code toString} of an argument, a filter. So no loop is possible, asynchronous or
 * not (Log4j 2.17.1 to 2.26.1: the status logger is a logger too, and every thread of an {@code <Async>} appender and of
 * asynchronous loggers is a {@link Log4jThread}). Our own threads are {@link BackgroundThread}s.
 *
 * <p>Two class loaders may each have a copy of this class, and neither can name the other's. A copy recognises the other by
 * the name of the class, and calls {@link #iterator} and {@link #getAsBoolean}.
 */
final class CapturingStream extends PrintStream implements Iterable<PrintStream>, BooleanSupplier {

    private static final String FQCN = CapturingStream.class.getName();

    /** The classes of Log4j's threads and of ours. */
    private static final Set<String> THREADS_OF_LOGGING =
            Set.of(Log4jThread.class.getName(), BackgroundThread.class.getName());

    private static final String LOGGER = AbstractLogger.class.getName();

    private final StandardStream stream;
    private final List<PrintStream> before;
    private final PrintStream original;
    private final PartialLines lines;
    private final LineLogger lineLogger;
    private final PrintedTrace trace = new PrintedTrace(this);
    private volatile boolean capturing = true;

    /**
     * @param stream which of the two
     * @param logger gets the lines; its value is null while there is none, and then they go to the original stream
     */
    CapturingStream(StandardStream stream, Supplier<ExtendedLogger> logger) {
        // UTF-8: other code may encode characters for this stream that a console lacks.
        super(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        this.stream = stream;
        this.before = withThoseBefore(stream.current());
        this.original = before.get(before.size() - 1);
        this.lines = new PartialLines(stream.charset());
        this.lineLogger = new LineLogger(this, stream, original, logger);
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

    /** Ends the capture, and puts the stream before back, unless other code has replaced this one meanwhile. */
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
     * Logs the text without a line end that was printed before the capture has ended.
     *
     * @param configuration was in force until now, and its appenders still run
     */
    void end(Configuration configuration) {
        lineLogger.log(lines.close(), configuration);
        lineLogger.end();
    }

    /**
     * Logs the text that was printed without a line end. The capture continues.
     *
     * @param configuration is in force
     */
    void logUnfinished(Configuration configuration) {
        lineLogger.log(lines.takeAll(), configuration);
    }

    /** Logs the text that this thread has printed without a line end. */
    void logUnfinishedOfThread() {
        lineLogger.log(lines.takeMine());
    }

    /** @return the streams that were there before, the latest first; the last is not of this class */
    @Override
    public Iterator<PrintStream> iterator() {
        return before.iterator();
    }

    /** @return whether this stream still captures */
    @Override
    public boolean getAsBoolean() {
        return capturing;
    }

    private boolean passesBy() {
        return !capturing || isInLogger() || LineLogger.isLogging() || isOfLog4j(Thread.currentThread());
    }

    /**
     * Log4j counts its logging calls for each thread. After a stack overflow within such a call the number may stay too high
     * for good, so a positive number is checked.
     */
    private static boolean isInLogger() {
        return AbstractLogger.getRecursionDepth() > 0
                && StackWalker.getInstance()
                        .walk(frames ->
                                frames.anyMatch(frame -> frame.getClassName().equals(LOGGER)));
    }

    /** By name, as each class loader may have a Log4j and a copy of this library of its own. */
    private static boolean isOfLog4j(Thread thread) {
        for (Class<?> type = thread.getClass(); type != Thread.class; type = type.getSuperclass()) {
            if (THREADS_OF_LOGGING.contains(type.getName())) {
                return true;
            }
        }
        return false;
    }

    private void captured(String text, boolean lineEnd) {
        List<String> complete = passesBy() ? null : lines.add(text, lineEnd);
        if (complete != null) {
            lineLogger.log(complete);
        } else if (lineEnd) {
            original.println(text);
        } else {
            original.print(text);
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
            lineLogger.log(complete);
        } else {
            original.write(bytes, offset, count);
        }
    }

    /** Flushes the original stream. A line without an end stays here. */
    @Override
    public void flush() {
        original.flush();
    }

    /** Does not close the original stream. */
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

    /** {@link Throwable#printStackTrace()} calls this for each line. */
    @Override
    public void println(Object value) {
        if (trace.hasLogged(value)) {
            return;
        }
        List<String> whole = passesBy() ? null : trace.begunBy(value);
        List<String> block = whole == null ? null : lines.addBlock(String.join("\n", whole));
        if (block == null) {
            captured(String.valueOf(value), true);
        } else {
            lineLogger.log(block);
            trace.logged(whole);
        }
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

    /** Does the same as the inherited method, but the caller is the location of the event. */
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
