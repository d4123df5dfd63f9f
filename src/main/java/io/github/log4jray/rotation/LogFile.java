package io.github.log4jray.rotation;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.util.Log4jThreadFactory;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * One log file, appended to by many threads. A record is copied into a buffer under a lock that is never held during a
 * system call; a full buffer is written by a background thread while the next one fills. What is in a buffer reaches
 * the file within {@value #FLUSH_MILLIS} ms, at once where the caller asks for it, and when the file is closed. Each
 * write to the system holds whole records. The file is opened by the first write, for appending.
 *
 * <p>It is written with a {@link FileOutputStream}, as a {@code FileChannel} would be closed by the interruption of an
 * application's thread.
 */
public final class LogFile implements AutoCloseable {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final int FLUSH_MILLIS = 50;
    private static final int IDLE_SECONDS = 5;

    /** Shared by all files; its one thread ends when nothing was written for a while. */
    private static final ScheduledThreadPoolExecutor BACKGROUND = background();

    private final Path path;
    private final int bufferSize;
    private final byte[] header;
    private final byte[] footer;

    /** Guards what follows; held for copies only. */
    private final ReentrantLock buffers = new ReentrantLock();

    private byte[] filling;
    private int filled;
    private int records;
    private byte[] spare;
    private byte[] full;
    private int fullBytes;
    private int fullRecords;
    private boolean flushDue;
    private volatile boolean closed;

    /** Held during a write to the system, so that buffers are written in their order. */
    private final ReentrantLock output = new ReentrantLock();

    private FileOutputStream stream;
    private boolean failing;
    private long lost;

    /**
     * @param path the file; its directory exists
     * @param bufferSize bytes of each of two buffers
     * @param header begins an empty file
     * @param footer ends the file when it is closed
     */
    public LogFile(Path path, int bufferSize, byte[] header, byte[] footer) {
        this.path = path;
        this.bufferSize = bufferSize;
        this.header = header;
        this.footer = footer;
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
     * Appends one record.
     *
     * @param bytes holds it from index 0 on
     * @param count how long it is, in bytes
     * @param now whether it must be in the file when this returns
     * @throws IOException where the file can't be opened or written and the record is lost for it
     */
    public void write(byte[] bytes, int count, boolean now) throws IOException {
        buffers.lock();
        try {
            refuseIfClosed();
            if (count <= bufferSize) {
                if (filling == null) {
                    filling = new byte[bufferSize];
                    spare = new byte[bufferSize];
                }
                makeRoom(count);
                System.arraycopy(bytes, 0, filling, filled, count);
                filled += count;
                records++;
                if (!now && !flushDue) {
                    flushDue = true;
                    BACKGROUND.schedule(this::flushAsDue, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        } finally {
            buffers.unlock();
        }
        if (count > bufferSize) {
            writeHuge(bytes, count);
        } else if (now) {
            flush();
        }
    }

    private void refuseIfClosed() throws IOException {
        if (closed) {
            throw new IOException(path + " is closed");
        }
    }

    private void makeRoom(int count) throws IOException {
        while (filled + count > bufferSize) {
            if (spare != null) {
                full = filling;
                fullBytes = filled;
                fullRecords = records;
                filling = spare;
                spare = null;
                filled = 0;
                records = 0;
                BACKGROUND.execute(this::flushInBackground);
            } else {
                buffers.unlock();
                try {
                    flush();
                } finally {
                    buffers.lock();
                }
                refuseIfClosed();
            }
        }
    }

    private void writeHuge(byte[] bytes, int count) throws IOException {
        output.lock();
        try {
            flush();
            refuseIfClosed();
            put(bytes, count, 1);
        } finally {
            output.unlock();
        }
    }

    private void flushAsDue() {
        buffers.lock();
        flushDue = false;
        buffers.unlock();
        flushInBackground();
    }

    private void flushInBackground() {
        try {
            flush();
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: {}", path, e);
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
                    more = flushOne();
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

    private boolean flushOne() throws IOException {
        byte[] taken;
        int count;
        int recordsTaken;
        buffers.lock();
        try {
            if (full != null) {
                taken = full;
                count = fullBytes;
                recordsTaken = fullRecords;
                full = null;
            } else if (filled > 0) {
                taken = filling;
                count = filled;
                recordsTaken = records;
                filling = spare;
                spare = null;
                filled = 0;
                records = 0;
            } else {
                return false;
            }
        } finally {
            buffers.unlock();
        }
        try {
            put(taken, count, recordsTaken);
        } finally {
            buffers.lock();
            spare = taken;
            buffers.unlock();
        }
        return true;
    }

    private void put(byte[] bytes, int count, int recordsIn) throws IOException {
        try {
            if (stream == null) {
                open();
            }
            stream.write(bytes, 0, count);
        } catch (IOException e) {
            lost += recordsIn;
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

    private void open() throws IOException {
        FileOutputStream opened = new FileOutputStream(path.toFile(), true);
        try {
            // not by its channel, which an interrupted thread closes
            if (path.toFile().length() == 0) {
                opened.write(header);
            }
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        stream = opened;
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
            flush();
            if (stream != null) {
                stream.write(footer);
            }
        } catch (IOException e) {
            LOGGER.error("log4j-ray: can't complete {}: {}; {} records are missing", path, e.toString(), lost);
        } finally {
            closeStream();
            output.unlock();
        }
    }

    private void closeStream() {
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                LOGGER.error("log4j-ray: can't close {}: {}", path, e.toString());
            }
            stream = null;
        }
    }
}
