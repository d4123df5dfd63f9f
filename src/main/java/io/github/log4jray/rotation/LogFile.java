package io.github.log4jray.rotation;

import io.github.log4jray.settings.UninterruptedWait;
import io.github.log4jray.text.Utf8Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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
 * </ul>
 *
 * <p>The lock {@code output} is held during a write to the file. A thread takes the monitor {@code buffers} while it
 * holds that lock, never the other way round.
 */
public final class LogFile implements AutoCloseable {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final long FLUSH_NANOS = 50_000_000;

    /** The longest wait of a stop, or of the end of the process, for a write that blocks. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** Results of {@link #add}: bits of an int, as an object for each record would cost. */
    private static final int NOTHING_DUE = 0;

    private static final int WRITE_FULL = 1;
    private static final int HAND_OVER_FULL = 2;
    private static final int FLUSH_LATER = 4;
    private static final int NO_ROOM = -1;

    private final Path path;
    private volatile LogFileSettings settings;

    /**
     * Guards the fields below, down to {@code closed}; held for copies only. The monitor and the buffers are fields side
     * by side: one object for both took 40 % of the throughput of four threads ({@code FileBenchmark}).
     */
    private final Object buffers = new Object();

    private RecordBuffer filling;
    private RecordBuffer spare;
    private RecordBuffer full;

    /** The tokens of the last record; null before the first record that has tokens. */
    private MagicTokens tokens;

    /** The lines that stand before the next record. */
    private final Utf8Buffer tokenLines = new Utf8Buffer();

    /** Whether a flush is scheduled. */
    private boolean flushDue;

    /** The id of the thread that appended last; 0 for none. */
    private long lastThread;

    /** Whether several threads have appended to the buffer that fills. */
    private boolean severalThreads;

    /** Whether there is a full buffer that no thread has taken charge of yet. */
    private boolean fullWaits;

    private boolean closed;

    /** Whether the background thread has been asked to write the full buffer, and has not begun. */
    private volatile boolean fullIsQueued;

    /** Held during a write to the system, so that buffers are written in their order. */
    private final ReentrantLock output = new ReentrantLock();

    /** Whether each record is written at once: the process ends. */
    private volatile boolean ending;

    private final RotatingFile file;
    private final IdleRelease idleRelease;

    /**
     * @param file the file on disk
     * @param settings those of the file
     */
    LogFile(RotatingFile file, LogFileSettings settings) {
        this.path = file.path();
        this.settings = settings;
        this.file = file;
        this.idleRelease = new IdleRelease(file, output);
    }

    /** @return the file */
    public Path path() {
        return path;
    }

    /**
     * Changes the settings. Rotation and footer change at once, header and permissions with the next file that is
     * opened, the size of the buffers with their next use.
     *
     * @param newSettings apply to all records that are not yet in the file
     */
    public void configure(LogFileSettings newSettings) {
        output.lock();
        try {
            settings = newSettings;
            file.configure(newSettings);
        } finally {
            output.unlock();
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
        // read without the monitor: an outdated value costs one new object
        MagicTokens last = tokens;
        MagicTokens own = last != null && last.are(job, actor, task) ? last : new MagicTokens(job, actor, task);
        append(bytes, count, now, own);
    }

    /** @param own the tokens of the record; null to leave tokens alone */
    private void append(byte[] bytes, int count, boolean now, MagicTokens own) throws IOException {
        boolean atOnce = ending || count > settings.bufferSize();
        int due = count == 0 ? NOTHING_DUE : NO_ROOM;
        while (due == NO_ROOM) {
            synchronized (buffers) {
                if (closed) {
                    throw new IOException(path + " is closed");
                }
                due = add(bytes, count, !now && !atOnce, own);
            }
            if (due == NO_ROOM) {
                waitForSpare();
            }
        }
        if (now) {
            flush();
        } else if (atOnce) {
            flushQuietly();
        } else if (due != NOTHING_DUE) {
            follow(due);
        }
    }

    /**
     * Adds a record to the buffer that fills. The caller holds the monitor of the buffers.
     *
     * @return {@link #NO_ROOM}, and then nothing was added, or what the caller does when it has left the monitor
     */
    private int add(byte[] bytes, int count, boolean mayWait, MagicTokens own) {
        if (own == null || own.equals(tokens)) {
            if (!makeRoom(count)) {
                return NO_ROOM;
            }
            filling.add(bytes, count);
        } else {
            tokenLines.truncate(0);
            own.addAfter(tokens, tokenLines);
            if (!makeRoom(tokenLines.length() + count)) {
                return NO_ROOM;
            }
            filling.add(own, tokenLines, bytes, count);
            tokens = own;
        }
        return due(mayWait);
    }

    /** Notes the calling thread, and takes charge of a full buffer and of the flush. */
    private int due(boolean mayWait) {
        int due = NOTHING_DUE;
        long thread = Thread.currentThread().getId();
        // A field that does not change is not written: it stays in the caches of all processors.
        if (!severalThreads && thread != lastThread) {
            severalThreads = lastThread != 0;
            lastThread = thread;
        }
        if (fullWaits) {
            due = severalThreads ? WRITE_FULL : HAND_OVER_FULL;
            fullWaits = false;
            severalThreads = false;
        }
        if (mayWait && !flushDue) {
            due |= FLUSH_LATER;
            flushDue = true;
        }
        return due;
    }

    /** Threads that wait for each other leave no processor to a background thread: then one of them writes. */
    private void follow(int due) {
        if ((due & WRITE_FULL) != 0) {
            writeFull();
        } else if ((due & HAND_OVER_FULL) != 0) {
            handOverFull();
        }
        if ((due & FLUSH_LATER) != 0) {
            flushLater();
        }
    }

    private void handOverFull() {
        if (!fullIsQueued) {
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

    /** Makes room in the buffer that fills; false if both are full. */
    private boolean makeRoom(int count) {
        if (filling == null) {
            filling = new RecordBuffer(settings.bufferSize());
            spare = new RecordBuffer(settings.bufferSize());
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
            file.lost().add(1);
            throw new IOException("what is logged while " + path + " is written does not fit into the buffer");
        }
        writeFull();
    }

    /** Does not wait for a write on another thread: if that write blocks, more and more threads would wait. */
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
     * Writes all records that were appended before this call. A record that the write itself causes, for example an
     * error of this class, follows with the next call.
     *
     * @throws IOException if this thread can't open or write the file
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

    /** Writes at most two buffers: they hold all that was appended before. Others may append more meanwhile. */
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
     * Writes the full buffer. If there is none, and {@code alsoFilling} is set, writes the buffer that fills.
     *
     * @return whether it was the full buffer
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
            file.write(taken);
            idleRelease.schedule();
        } finally {
            taken.clear();
            synchronized (buffers) {
                spare = taken.capacity() == settings.bufferSize() ? taken : new RecordBuffer(settings.bufferSize());
            }
        }
        return wasFull;
    }

    /** The caller holds the monitor of the buffers. */
    private RecordBuffer take(boolean alsoFilling) {
        RecordBuffer taken = full;
        full = null;
        if (taken == null && alsoFilling && filling != null && !filling.isEmpty()) {
            taken = filling;
            filling = spare;
            spare = null;
        }
        return taken;
    }

    /**
     * Writes all records within a limited time, and each later record at once. For the end of a process, in which no
     * background thread may run any more. The file is not closed.
     */
    public void flushImmediatelyFromNowOn() {
        ending = true;
        flushInBackground();
    }

    private void flushInBackground() {
        CountDownLatch flushed = new CountDownLatch(1);
        Runnable flush = () -> {
            flushQuietly();
            flushed.countDown();
        };
        if (FlushScheduler.runAfter(0, flush)) {
            UninterruptedWait.until(
                    LONGEST_WAIT, () -> flushed.getCount() == 0, nanos -> flushed.await(nanos, TimeUnit.NANOSECONDS));
        } else {
            flushQuietly();
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
            file.close();
        } finally {
            output.unlock();
        }
    }
}
