package io.github.log4jray.display;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.text.Utf8Buffer;

/**
 * Whole lines that were not written yet, all for the same standard stream. They are written when they are many, when lines
 * for the other stream follow, and at each {@link #flush}. A line that can't be added leaves the text as it was. Used by the
 * printing thread.
 */
final class PendingText {

    private static final int WRITE_TARGET = 64 * 1024;

    private final ConsoleStreams console;
    private final StepAttempts attempts;
    private final Utf8Buffer text = new Utf8Buffer();
    private boolean isErr;
    private boolean writing;

    /** How many lines of workers the text has. */
    private long pendingLines;

    private long lines;
    private long repeats;

    /**
     * @param console where the lines are written
     * @param attempts learns of each line and each write
     */
    PendingText(ConsoleStreams console, StepAttempts attempts) {
        this.console = console;
        this.attempts = attempts;
    }

    /** A turn of the printing thread begins. */
    void turn() {
        writing = false;
    }

    /**
     * Adds a line of a worker.
     *
     * @param format of the line
     * @param source the batch of the line
     * @param line without its end
     * @param repeated how many equal lines this one stands for; 0 for itself alone
     * @param toErr whether it is for standard error
     */
    void add(LineFormat format, Batch source, String line, long repeated, boolean toErr) {
        select(toErr);
        int before = text.length();
        try {
            format.write(source, line, repeated, text);
        } catch (RuntimeException | Error e) {
            forget(format, before);
            throw e;
        }
        pendingLines++;
        lines++;
        repeats += Math.max(0, repeated - 1);
        attempts.succeeded();
    }

    /**
     * Adds the report of dropped lines.
     *
     * @param format of the report
     * @param batch reports them
     * @param toErr whether it is for standard error
     */
    void addLoss(LineFormat format, Batch batch, boolean toErr) {
        select(toErr);
        int before = text.length();
        try {
            format.writeLoss(batch, text);
        } catch (RuntimeException | Error e) {
            forget(format, before);
            throw e;
        }
    }

    private void forget(LineFormat format, int before) {
        text.truncate(before);
        format.forget();
    }

    /**
     * Adds a line that is not a worker's.
     *
     * @param line without its end
     * @param toErr whether it is for standard error
     */
    void add(String line, boolean toErr) {
        select(toErr);
        text.add(line).add('\n');
    }

    /** Text that is added from now on goes to this stream. */
    private void select(boolean toErr) {
        if (toErr != isErr || text.length() > WRITE_TARGET) {
            flush();
            isErr = toErr;
        }
    }

    /** Writes the text. */
    void flush() {
        if (text.length() > 0) {
            writing = true;
            console.write(isErr, text);
            attempts.succeeded();
        }
        clear();
    }

    private void clear() {
        writing = false;
        text.truncate(0);
        pendingLines = 0;
    }

    /** @return whether the step that has failed in this turn is a write */
    boolean isWriting() {
        return writing;
    }

    /**
     * Gives up the text.
     *
     * @return how many lines of workers that were
     */
    long abandon() {
        long given = pendingLines;
        lines -= given;
        clear();
        return given;
    }

    /** @return how many lines of workers were added and not given up */
    long lines() {
        return lines;
    }

    /** @return how many more lines these stand for */
    long repeats() {
        return repeats;
    }
}
