package io.github.log4jray.rotation;

import io.github.log4jray.text.Utf8Buffer;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * One log file, appended to by many threads, which rotates. A record is copied into a buffer under a lock that is never
 * held during a system call. A full buffer is written, and the file rotated, while the next one fills: by a background
 * thread, or where threads are in each other's way by the one that has filled it. What is in a buffer is written after
 * 50 ms, at once where the caller asks for it, and when the file is closed.
 */
public final class LogFile implements AutoCloseable {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final long FLUSH_NANOS = 50_000_000;
    private static final long IDLE_NANOS = 1_000_000_000;

    private final Path path;
    private volatile Settings settings;

    /**
     * Guards what follows; held for copies only. It and the buffers are fields side by side, as one object that was both
     * took 40 % of the lines from four threads ({@code FileBenchmark}).
     */
    private final Object buffers = new Object();

    private RecordBuffer filling;
    private RecordBuffer spare;
    private RecordBuffer full;

    /** Of the last record; null where nobody has said whose the records are. */
    private MagicTokens tokens;

    private final Utf8Buffer tokenLines = new Utf8Buffer();

    private boolean flushDue;

    /** The id of the thread that appended last; 0 for none. */
    private long lastThread;

    /** Whether several threads have appended to the buffer that fills. */
    private boolean severalThreads;

    /** There is a full buffer for which the thread that holds the lock has to find a writer. */
    private boolean fullWaits;

    private boolean closed;

    /** The background is asked already, and has not begun. */
    private volatile boolean fullIsQueued;

    /** Held during a write to the system, so that buffers are written in their order. */
    private final ReentrantLock output = new ReentrantLock();

    private final RotatingFile series;
    private final LostRecords lost;
    private volatile boolean releaseDue;

    /**
     * How a file is written.
     *
     * @param bufferSize bytes of each of two buffers
     * @param rotation when it rotates
     * @param header begins each empty file; asked when it is opened
     * @param footer ends each file; asked when it is left
     * @param gap makes the record that says how many records are missing in its place
     * @param permissions of a file that is made; null for what the process's umask gives
     */
    public record Settings(
            int bufferSize,
            RotationSettings rotation,
            Supplier<byte[]> header,
            Supplier<byte[]> footer,
            LongFunction<byte[]> gap,
            Set<PosixFilePermission> permissions) {}

    /**
     * @param path the file
     * @param ownership who rotates it
     * @param settings how it is written
     */
    LogFile(Path path, RotationLock ownership, Settings settings) {
        this(path, settings, new RotatingFile(path, ownership, null, settings));
    }

    /**
     * @param path the file that a standard stream leads to, for messages
     * @param stream that one; it is never closed, and does not rotate
     * @param settings how it is written
     */
    LogFile(Path path, FileDescriptor stream, Settings settings) {
        this(path, settings, new RotatingFile(path, new RotationLock(path, null), stream, settings));
    }

    private LogFile(Path path, Settings settings, RotatingFile series) {
        this.path = path;
        this.settings = settings;
        this.series = series;
        this.lost = series.lost();
    }

    /** @return the file */
    public Path path() {
        return path;
    }

    /**
     * Changes the settings. Rotation and footer change at once, header and permissions with the next file that is
     * opened, the size of the buffers with their next use.
     *
     * @param newSettings count for all records that are not yet in the file
     */
    public void configure(Settings newSettings) {
        output.lock();
        try {
            settings = newSettings;
            series.configure(newSettings);
        } finally {
            output.unlock();
        }
    }

    /**
     * Appends one record.
     *
     * @param bytes holds it from index 0 on
     * @param count how long it is, in bytes
     * @param now whether it must be in the file when this returns
     * @throws IOException where the file is closed, or this thread can't write it
     */
    public void write(byte[] bytes, int count, boolean now) throws IOException {
        append(bytes, count, now, false, null, null, null);
    }

    /**
     * Appends one record, and before it Ray's magic tokens where it is another's than the last one.
     *
     * @param bytes holds it from index 0 on
     * @param count how long it is, in bytes
     * @param now whether it must be in the file when this returns
     * @param job the job id that it belongs to, or null
     * @param actor the name of the actor, or null
     * @param task the name of the task, or null
     * @throws IOException where the file is closed, or this thread can't write it
     */
    public void write(byte[] bytes, int count, boolean now, String job, String actor, String task) throws IOException {
        append(bytes, count, now, true, job, actor, task);
    }

    private void append(byte[] bytes, int count, boolean now, boolean told, String job, String actor, String task)
            throws IOException {
        long thread = Thread.currentThread().getId();
        boolean huge = count > settings.bufferSize;
        boolean appended = count == 0;
        boolean full = false;
        boolean byThisThread = false;
        boolean scheduled = false;
        while (!appended) {
            synchronized (buffers) {
                refuseIfClosed();
                MagicTokens other = told ? other(job, actor, task) : null;
                if (makeRoom(other == null ? count : tokenLines.length() + count)) {
                    appended = true;
                    if (other == null) {
                        filling.add(bytes, count);
                    } else {
                        filling.add(other, tokenLines, bytes, count);
                        tokens = other;
                    }
                    // What does not change is not written: it stays in the caches of all processors.
                    if (!severalThreads && thread != lastThread) {
                        severalThreads = lastThread != 0;
                        lastThread = thread;
                    }
                    if (fullWaits) {
                        full = true;
                        fullWaits = false;
                        byThisThread = severalThreads;
                        severalThreads = false;
                    }
                    if (!now && !huge && !flushDue) {
                        scheduled = true;
                        flushDue = true;
                    }
                }
            }
            if (!appended) {
                waitForSpare();
            }
        }
        if (now) {
            flush();
        } else if (huge) {
            flushQuietly();
        } else {
            if (full) {
                writeFull(byThisThread);
            }
            if (scheduled) {
                flushLater();
            }
        }
    }

    /** Whose the next record is, with the lines that say so in {@link #tokenLines}; null where the last one's. */
    private MagicTokens other(String job, String actor, String task) {
        if (tokens != null && tokens.are(job, actor, task)) {
            return null;
        }
        MagicTokens other = new MagicTokens(job, actor, task);
        tokenLines.truncate(0);
        other.addAfter(tokens, tokenLines);
        return other;
    }

    /** Threads that are in each other's way leave no processor to another one: then one of them writes by itself. */
    private void writeFull(boolean byThisThread) {
        if (byThisThread) {
            writeFull();
        } else if (!fullIsQueued) {
            fullIsQueued = true;
            if (!FlushScheduler.run(this::writeFullInTurn)) {
                writeFullInTurn();
            }
        }
    }

    private void flushLater() {
        if (!FlushScheduler.runAfter(FLUSH_NANOS, this::flushAsDue)) {
            synchronized (buffers) {
                flushDue = false;
            }
            flushQuietly();
        }
    }

    private void refuseIfClosed() throws IOException {
        if (closed) {
            throw new IOException(path + " is closed");
        }
    }

    /** Makes room in the buffer that fills; false where both are full. */
    private boolean makeRoom(int count) {
        if (filling == null) {
            filling = new RecordBuffer(settings.bufferSize);
            spare = new RecordBuffer(settings.bufferSize);
        }
        if (!filling.hasRoom(count) && !filling.isEmpty()) {
            if (spare == null) {
                return false;
            }
            full = filling;
            filling = spare;
            spare = null;
            fullWaits = true;
        }
        if (!filling.hasRoom(count)) {
            filling = new RecordBuffer(count);
        }
        return true;
    }

    private void waitForSpare() throws IOException {
        if (output.isHeldByCurrentThread()) {
            lost.add(1);
            throw new IOException("what is logged while " + path + " is written does not fit into the buffer");
        }
        writeFull();
    }

    /** Does not wait where somebody is writing: more and more threads would, where the writing does not end. */
    private void flushAsDue() {
        if (!output.tryLock()) {
            flushLater();
            return;
        }
        try {
            synchronized (buffers) {
                flushDue = false;
            }
            writeAll();
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: {}", path, e);
        } finally {
            output.unlock();
        }
    }

    private void flushQuietly() {
        try {
            flush();
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: {}", path, e);
        }
    }

    private void writeFullInTurn() {
        fullIsQueued = false;
        writeFull();
    }

    private void writeFull() {
        if (output.isHeldByCurrentThread()) {
            return;
        }
        output.lock();
        try {
            writeNext(false);
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: {}", path, e);
        } finally {
            output.unlock();
        }
    }

    /**
     * Writes to the file what was appended before this call. What the writing itself makes others log, such as an error
     * of this class, follows with the next call.
     *
     * @throws IOException where the file can't be opened or written by this thread
     */
    public void flush() throws IOException {
        if (output.isHeldByCurrentThread()) {
            return;
        }
        output.lock();
        try {
            writeAll();
        } finally {
            output.unlock();
        }
    }

    /** Writes at most two buffers, which hold what was appended before; more would be what others append meanwhile. */
    private void writeAll() throws IOException {
        IOException failed = null;
        boolean more = true;
        for (int i = 0; more && i < 2; i++) {
            try {
                more = writeNext(true);
            } catch (IOException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    /**
     * Writes the full buffer, or where there is none that which fills.
     *
     * @return whether it was the full one
     */
    private boolean writeNext(boolean alsoFilling) throws IOException {
        boolean wasFull;
        RecordBuffer taken;
        synchronized (buffers) {
            wasFull = full != null;
            taken = take(alsoFilling);
        }
        if (taken == null) {
            return false;
        }
        try {
            write(taken);
        } finally {
            taken.clear();
            synchronized (buffers) {
                spare = taken.capacity() == settings.bufferSize ? taken : new RecordBuffer(settings.bufferSize);
            }
        }
        return wasFull;
    }

    /** Under the monitor of the buffers. */
    private RecordBuffer take(boolean alsoFilling) {
        RecordBuffer taken = full;
        if (taken != null) {
            full = null;
        } else if (alsoFilling && filling != null && !filling.isEmpty()) {
            taken = filling;
            filling = spare;
            spare = null;
        }
        return taken;
    }

    private void write(RecordBuffer records) throws IOException {
        try {
            series.write(records);
        } catch (IOException | RuntimeException | Error e) {
            // also where the JDK can't load what it needs, as without a file descriptor
            series.lose(records);
            lost.reportFailure(e);
            throw e instanceof IOException io ? io : new IOException(e);
        }
        lost.reportWritten();
        if (!releaseDue) {
            releaseLater(IDLE_NANOS);
        }
    }

    /** Who does not write leaves the rotation to who does. */
    private void releaseLater(long nanos) {
        releaseDue = FlushScheduler.runAfter(nanos, this::releaseIfIdle);
    }

    private void releaseIfIdle() {
        if (!output.tryLock()) {
            releaseLater(IDLE_NANOS);
            return;
        }
        try {
            long idle = series.idleNanos();
            if (idle >= IDLE_NANOS) {
                releaseDue = false;
                series.release();
            } else {
                releaseLater(IDLE_NANOS - idle);
            }
        } finally {
            output.unlock();
        }
    }

    @Override
    public void close() {
        synchronized (buffers) {
            closed = true;
        }
        flushQuietly();
        output.lock();
        try {
            series.complete();
            series.release();
            lost.reportClosed();
        } finally {
            output.unlock();
        }
    }
}
