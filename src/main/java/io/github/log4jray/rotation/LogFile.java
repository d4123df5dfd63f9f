package io.github.log4jray.rotation;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * One log file that rotates and that many threads append to.
 *
 * <ul>
 *   <li>A thread copies its record into a buffer, under a monitor that no thread holds during a system call.
 *   <li>A full buffer is written, and the file rotated, while the other buffer fills. A background thread does this. If
 *       several threads have filled the buffer, the last of them does it.
 *   <li>A buffer that is not full is written after 50 ms, at once if the caller asks for it, and at {@link #close}.
 *   <li>The buffers grow while they are used, and are given back when the file was idle for a second.
 * </ul>
 *
 * <p>The monitor of the {@link LogOutput} is held during a write to the file. A thread takes the monitor of the
 * {@link RecordBuffers} while it holds that one, never the other way round. Both are monitors, and no locks of
 * {@code java.util.concurrent}, for two reasons: an unmounted virtual thread never owns one (JDK 21), and they are
 * released whatever Error is thrown.
 *
 * <p>An exhausted memory or stack may end any call and any allocation with an Error. So each change of a state consists of
 * assignments without a call between them, and a flush is scheduled before the record is added. A buffer whose write was
 * ended in this way stays the one that is written, and the next write goes on with it. If {@link #write} throws an Error,
 * the record was not added, and the caller counts it by {@link #drop}: a method can't count the calls that end before its
 * first step.
 */
public final class LogFile implements AutoCloseable {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final long FLUSH_NANOS = 50_000_000;
    private static final long IDLE_NANOS = 1_000_000_000;

    private final Path path;
    private volatile LogFileSettings settings;

    private final ScheduledTask flush = new ScheduledTask(this::flushAsDue);
    private final ScheduledTask writeFull = new ScheduledTask(this::writeFull);
    private final ScheduledTask release = new ScheduledTask(this::releaseIfIdle);
    private final RecordBuffers buffers = new RecordBuffers(flush);

    /** Whether each record is written at once: the process ends. */
    private volatile boolean ending;

    private final RotatingFile file;
    private final LogOutput output;
    private final BlockedStorage storage;

    /**
     * @param file the file on disk
     * @param settings those of the file
     */
    LogFile(RotatingFile file, LogFileSettings settings) {
        this.path = file.path();
        this.settings = settings;
        this.file = file;
        this.storage = new BlockedStorage(file, buffers::waiting, StopLimit.SHARED);
        this.output = new LogOutput(file, buffers, storage, () -> this.settings, this::releaseLater);
    }

    /** @return the file */
    public Path path() {
        return path;
    }

    /** @param action runs after each failed write; must be short, as the file is locked meanwhile */
    public void onFailedWrite(Runnable action) {
        file.lost().onFailure(action);
    }

    /**
     * Changes the settings. Rotation and footer change at once, or with the next write if a write is under way; header and
     * permissions with the next file that is opened; the size of the buffers with their next use.
     *
     * @param newSettings apply to all records that are not yet in the file
     */
    public void configure(LogFileSettings newSettings) {
        settings = newSettings;
        if (!output.isBusy()) {
            output.exclusively(() -> file.use(settings));
        }
    }

    /**
     * Appends one record.
     *
     * @param bytes holds the record from index 0 on
     * @param count the length of the record, in bytes
     * @param now whether the record must be in the file when this returns
     * @throws IOException if the file is closed, or this thread can't write it
     */
    public void write(byte[] bytes, int count, boolean now) throws IOException {
        append(bytes, count, now, null);
    }

    /**
     * Appends one record, and before it Ray's magic tokens if they differ from those of the last record.
     *
     * @param bytes holds the record from index 0 on
     * @param count the length of the record, in bytes
     * @param now whether the record must be in the file when this returns
     * @param job the job id of the record, or null
     * @param actor the name of the actor, or null
     * @param task the name of the task, or null
     * @throws IOException if the file is closed, or this thread can't write it
     */
    public void write(byte[] bytes, int count, boolean now, String job, String actor, String task) throws IOException {
        byte[] record = TokenLines.indented(bytes, count);
        // read without the monitor: an outdated value costs one new object
        MagicTokens last = buffers.lastTokens();
        MagicTokens own = last != null && last.are(job, actor, task) ? last : new MagicTokens(job, actor, task);
        append(record, record == bytes ? count : record.length, now, own);
    }

    /** @param own the tokens of the record; null to leave tokens alone */
    private void append(byte[] bytes, int count, boolean now, MagicTokens own) throws IOException {
        int size = settings.bufferSize();
        boolean alone = now && !ending;
        boolean atOnce = count > size;
        int due = RecordBuffers.NOTHING_DUE;
        if (count > 0) {
            due = buffers.add(bytes, count, size, own, true, alone);
            while (due < RecordBuffers.NOTHING_DUE) {
                boolean scheduled = due != RecordBuffers.NO_FLUSH || FlushScheduler.runAfter(FLUSH_NANOS, flush);
                if (due == RecordBuffers.NO_ROOM) {
                    waitForRoom();
                } else if (due == RecordBuffers.CLOSED) {
                    throw new IOException(path + " is closed");
                }
                atOnce |= !scheduled;
                due = buffers.add(bytes, count, size, own, scheduled, alone);
            }
        }
        try {
            writeAdded(now, atOnce, due);
        } catch (OutOfMemoryError | StackOverflowError e) {
            // the record is in the buffer, and the flush that is scheduled writes it
        }
    }

    /** Writes the record that was added, if it is time for that. */
    private void writeAdded(boolean now, boolean atOnce, int due) throws IOException {
        if (ending) {
            flushAtEnd(now);
        } else if (now) {
            flushNow(due == RecordBuffers.WRITE_TAKEN);
        } else if (atOnce) {
            writeIfPossible(true);
        } else if (due == RecordBuffers.WRITE_FULL) {
            writeIfPossible(false);
        } else if (due == RecordBuffers.HAND_OVER_FULL && !FlushScheduler.run(writeFull)) {
            writeIfPossible(false);
        }
    }

    /**
     * Counts records as missing whose {@link #write} has thrown an Error, or that could not even be made.
     *
     * @param records how many
     */
    public void drop(int records) {
        synchronized (buffers.monitor) {
            buffers.dropped += records;
        }
    }

    private void waitForRoom() throws IOException {
        String fault = null;
        if (output.isMine()) {
            fault = "what is logged while " + path + " is written does not fit into the buffer";
        } else if (isOver()) {
            fault = path + " blocks, and the process ends";
        }
        if (fault != null) {
            IOException dropping = new IOException(fault);
            // after the last step that an Error can end: the caller counts the records of Errors
            synchronized (buffers.monitor) {
                buffers.dropped++;
            }
            throw dropping;
        }
        if (ending) {
            flushInTime();
        } else if (mayWrite()) {
            writeFull();
        }
    }

    /** Does not wait for a write on another thread: if that write blocks, more and more threads would wait. */
    private void flushAsDue() {
        if (!output.isBusy() || !FlushScheduler.runAfter(FLUSH_NANOS, flush)) {
            write(true);
            output.exclusively(file.lost()::reportDropped);
        }
    }

    /** @param taken whether no more than the buffer that is taken need be written */
    private void flushNow(boolean taken) throws IOException {
        try {
            if (!mayWrite()) {
                throw new IOException(path + " blocks, and the process ends");
            }
            if (taken) {
                output.writeTaken();
            } else {
                flush();
            }
        } catch (OutOfMemoryError | StackOverflowError e) {
            throw new IOException(path + " can't be written yet", e);
        }
    }

    /** Another thread writes: this one may belong to a shutdown hook of the application, and must not block for ever. */
    private void flushAtEnd(boolean now) throws IOException {
        IOException[] failure = {null};
        if (!isOver()) {
            doInTime(() -> {
                try {
                    flushNow(false);
                } catch (IOException e) {
                    failure[0] = e;
                }
            });
        }
        if (isOver()) {
            failure[0] = new IOException(path + " blocks, and the process ends");
        }
        if (now && failure[0] != null) {
            throw failure[0];
        }
    }

    private void writeIfPossible(boolean alsoFilling) {
        if (mayWrite()) {
            writeQuietly(alsoFilling);
        }
    }

    /** An exhausted memory or stack is ignored: the flush that is scheduled goes on. */
    private void writeQuietly(boolean alsoFilling) {
        try {
            write(alsoFilling);
        } catch (OutOfMemoryError | StackOverflowError e) {
            // nothing is called here, as any call might fail too
        }
    }

    private void writeFull() {
        write(false);
    }

    private void write(boolean alsoFilling) {
        try {
            output.write(alsoFilling);
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: {}", path, e);
        }
    }

    /**
     * Writes all records that were appended before this call. A record that the write itself causes, for example an
     * error of this class, follows with the next call.
     *
     * @throws IOException if this thread can't open or write the file
     */
    public void flush() throws IOException {
        output.write(true);
    }

    /**
     * Storage may block the thread that writes for ever. A thread that waits for it then could not end either.
     *
     * @return whether this thread can write; false if nobody waits any more
     */
    private boolean mayWrite() {
        if (!output.isBusy() || output.isMine()) {
            return true;
        }
        if (storage.isPossible()) {
            BlockedStorage.await(() -> !output.isBusy() || !storage.isPossible() || isOver());
        }
        return !isOver();
    }

    /** @return whether storage blocks, and nobody waits for it any more */
    private boolean isOver() {
        return storage.isFound() && (ending || buffers.areClosed());
    }

    private void releaseLater() {
        if (!release.queued) {
            FlushScheduler.runAfter(IDLE_NANOS, release);
        }
    }

    /** Gives up rotation and buffers after a second without a write: another process that writes to the log can rotate it. */
    private void releaseIfIdle() {
        if (!output.isBusy() || !FlushScheduler.runAfter(IDLE_NANOS, release)) {
            output.exclusively(() -> {
                long idle = file.writes().idleNanos();
                if (idle >= IDLE_NANOS || !FlushScheduler.runAfter(IDLE_NANOS - idle, release)) {
                    file.release();
                    buffers.releaseEmpty();
                }
            });
        }
    }

    /**
     * The process ends: from now on each record is written at once, within a limited time, as no background thread may run
     * any more. The file is not closed.
     */
    public void beginEnd() {
        ending = true;
    }

    /** Writes all records that were appended before this call, within a limited time. */
    public void flushInTime() {
        if (!isOver()) {
            doInTime(() -> writeQuietly(true));
        }
    }

    /** Writes all records and closes the file, within a limited time. What can't be written is reported by its number. */
    @Override
    public void close() {
        buffers.close();
        doInTime(this::closeFile);
    }

    private void closeFile() {
        writeQuietly(true);
        output.exclusively(() -> {
            file.use(settings);
            // what an exhausted memory has kept from being written
            while (buffers.take(true, file.lost()) || buffers.taken() != null) {
                file.lose(buffers.taken());
                buffers.giveBack(0);
            }
            file.close();
        });
    }

    private void doInTime(Runnable work) {
        if (output.isMine()) {
            work.run();
        } else {
            storage.doInTime(work);
        }
    }

    /** @return what was written and lost so far; any thread may ask */
    public FileCounts counts() {
        synchronized (buffers.monitor) {
            return file.writes().with(file.lost().total + buffers.dropped);
        }
    }

    /** @return a number that changes with each write and each rotation */
    public long progress() {
        return file.writes().progress();
    }

    /** @return whether the file is closed, and no more record can be appended */
    boolean isClosed() {
        return buffers.areClosed();
    }
}
