package io.github.log4jray.rotation;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.util.Log4jThreadFactory;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * One log file, appended to by many threads, which rotates. A record is copied into a buffer under a lock that is never
 * held during a system call; a full buffer is written, and the file rotated, while the next one fills: by a background
 * thread, or where several threads log at once by the one that has filled it. What is in a buffer reaches the file within {@value #FLUSH_MILLIS} ms, at once where the caller asks for it,
 * and when the file is closed.
 */
public final class LogFile implements AutoCloseable {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final int FLUSH_MILLIS = 50;
    private static final int IDLE_SECONDS = 5;
    private static final int SPINS = 30;
    private static final byte[] NOTHING = {};

    /** Shared by all files; its one thread ends when nothing was written for a while. */
    private static final ScheduledThreadPoolExecutor BACKGROUND = background();

    private final Path path;
    private volatile Settings settings;

    /** Guards what follows; held for copies only. */
    private final ReentrantLock buffers = new ReentrantLock();

    private Records filling;
    private Records spare;
    private Records full;

    /** Of the last record; null where nobody has said whose the records are. */
    private MagicTokens tokens;

    private boolean flushDue;

    /** Whether a thread had to wait for the lock since the buffer that fills was empty. */
    private boolean contended;

    /** The thread that holds the lock is to write the full buffer, after it has released the lock. */
    private boolean fullIsMine;

    private volatile boolean closed;

    /** Held during a write to the system, so that buffers are written in their order. */
    private final ReentrantLock output = new ReentrantLock();

    private final FileSeries series;
    private boolean failing;
    private long lost;

    /**
     * How a file is written.
     *
     * @param bufferSize bytes of each of two buffers
     * @param rotation when it rotates
     * @param header begins each empty file; asked when it is opened
     * @param footer ends each file; asked when it is left
     * @param permissions of a file that is made; null for what the process's umask gives
     */
    public record Settings(
            int bufferSize,
            Rotation rotation,
            Supplier<byte[]> header,
            Supplier<byte[]> footer,
            Set<PosixFilePermission> permissions) {}

    /**
     * @param path the file; its directory exists
     * @param settings how it is written
     */
    public LogFile(Path path, Settings settings) {
        this.path = path;
        this.settings = settings;
        this.series = new FileSeries(path, settings);
    }

    private static ScheduledThreadPoolExecutor background() {
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(1, Log4jThreadFactory.createDaemonThreadFactory("log4jray-files"));
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** @return the file */
    public Path path() {
        return path;
    }

    /**
     * Changes the settings, those of the file that is open included; the size of the buffers with the next ones.
     *
     * @param newSettings from now on
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
     * @throws IOException where the file can't be opened or written and the record is lost for it
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
     * @throws IOException where the file can't be opened or written and the record is lost for it
     */
    public void write(byte[] bytes, int count, boolean now, String job, String actor, String task) throws IOException {
        append(bytes, count, now, true, job, actor, task);
    }

    private void append(byte[] bytes, int count, boolean now, boolean told, String job, String actor, String task)
            throws IOException {
        boolean writeFull;
        lockBuffers();
        try {
            MagicTokens other;
            byte[] head;
            do {
                refuseIfClosed();
                boolean changed = told && (tokens == null || !tokens.are(job, actor, task));
                other = changed ? new MagicTokens(job, actor, task) : null;
                head = changed && tokens != null ? other.after(tokens) : NOTHING;
            } while (!makeRoom(head.length + count));
            if (other != null) {
                tokens = other;
                filling.change(other, head.length);
            }
            filling.add(head, bytes, count);
            writeFull = fullIsMine;
            fullIsMine = false;
            if (!now && !flushDue) {
                flushDue = true;
                BACKGROUND.schedule(this::flushAsDue, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
            }
        } finally {
            buffers.unlock();
        }
        if (now) {
            flush();
        } else if (count > settings.bufferSize) {
            flushQuietly();
        } else if (writeFull) {
            writeFull();
        }
    }

    /** The lock is held for some ten nanoseconds: to wait for it is cheaper than to sleep for it. */
    private void lockBuffers() {
        if (buffers.tryLock()) {
            return;
        }
        boolean locked = false;
        for (int i = 0; i < SPINS && !locked; i++) {
            Thread.onSpinWait();
            locked = buffers.tryLock();
        }
        if (!locked) {
            buffers.lock();
        }
        contended = true;
    }

    private void refuseIfClosed() throws IOException {
        if (closed) {
            throw new IOException(path + " is closed");
        }
    }

    /** Makes room in the buffer that fills; false where the lock was released for it, and all may be different. */
    private boolean makeRoom(int count) {
        if (filling == null) {
            filling = new Records(settings.bufferSize);
            spare = new Records(settings.bufferSize);
        }
        if (!filling.hasRoom(count) && !filling.isEmpty()) {
            if (spare == null) {
                buffers.unlock();
                try {
                    writeFull();
                } finally {
                    buffers.lock();
                }
                return false;
            }
            full = filling;
            filling = spare;
            spare = null;
            handOver();
        }
        if (!filling.hasRoom(count)) {
            filling = new Records(count);
        }
        return true;
    }

    /** Threads that are in each other's way leave no processor to another one: then one of them writes by itself. */
    private void handOver() {
        fullIsMine = contended;
        if (!contended) {
            BACKGROUND.execute(this::writeFull);
        }
        contended = false;
    }

    private void flushAsDue() {
        buffers.lock();
        flushDue = false;
        buffers.unlock();
        flushQuietly();
    }

    private void flushQuietly() {
        try {
            flush();
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: {}", path, e);
        }
    }

    private void writeFull() {
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
     * Writes to the file what was appended before this call.
     *
     * @throws IOException where the file can't be opened or written
     */
    public void flush() throws IOException {
        output.lock();
        try {
            // At most two buffers hold what was appended before; more would be what others append meanwhile.
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
        } finally {
            output.unlock();
        }
    }

    /** Writes the full buffer, or where there is none that which fills; false where there was nothing to write. */
    private boolean writeNext(boolean alsoFilling) throws IOException {
        Records taken = take(alsoFilling);
        if (taken == null) {
            return false;
        }
        try {
            write(taken);
        } finally {
            taken.clear();
            buffers.lock();
            spare = taken.capacity() == settings.bufferSize ? taken : new Records(settings.bufferSize);
            buffers.unlock();
        }
        return true;
    }

    private Records take(boolean alsoFilling) {
        buffers.lock();
        try {
            Records taken = full;
            if (taken != null) {
                full = null;
            } else if (alsoFilling && filling != null && !filling.isEmpty()) {
                taken = filling;
                filling = spare;
                spare = null;
            }
            return taken;
        } finally {
            buffers.unlock();
        }
    }

    private void write(Records records) throws IOException {
        try {
            series.write(records);
        } catch (IOException e) {
            lost += records.remaining();
            series.lose(records);
            if (!failing) {
                failing = true;
                LOGGER.error("log4j-ray: can't write to {}: {}; records are lost until it can be", path, e.toString());
            }
            throw e;
        }
        if (failing) {
            failing = false;
            LOGGER.error("log4j-ray: {} is written again; {} records are missing", path, lost);
            lost = 0;
        }
    }

    @Override
    public void close() {
        buffers.lock();
        try {
            closed = true;
        } finally {
            buffers.unlock();
        }
        output.lock();
        try {
            flushQuietly();
            series.complete();
            if (failing) {
                LOGGER.error("log4j-ray: {} is closed; {} records are missing", path, lost);
            }
        } finally {
            output.unlock();
        }
    }
}
