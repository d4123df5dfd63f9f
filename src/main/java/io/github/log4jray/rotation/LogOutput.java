package io.github.log4jray.rotation;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * The way of the buffers of a {@link LogFile} into its file: one thread at a time writes them, in their order. An Error in
 * a write leaves the buffer the one that is written, and the next write goes on with it.
 *
 * <p>Its lock is a monitor: an Error releases it, and an unmounted virtual thread never owns one (JDK 21).
 */
final class LogOutput {

    private final RotatingFile file;
    private final RecordBuffers buffers;
    private final BlockedStorage storage;
    private final Supplier<LogFileSettings> settings;
    private final Runnable begins;

    /** Held during a write to the system. */
    private final Object monitor = new Object();

    /** The thread that holds the monitor, or null. */
    private volatile Thread writer;

    /**
     * @param file gets the records
     * @param buffers have them
     * @param storage of the file
     * @param settings those of the file now
     * @param begins called before each write
     */
    LogOutput(
            RotatingFile file,
            RecordBuffers buffers,
            BlockedStorage storage,
            Supplier<LogFileSettings> settings,
            Runnable begins) {
        this.file = file;
        this.buffers = buffers;
        this.storage = storage;
        this.settings = settings;
        this.begins = begins;
    }

    /** @return whether a thread writes, or uses the file otherwise */
    boolean isBusy() {
        return writer != null;
    }

    /** @return whether this thread does */
    boolean isMine() {
        return writer == Thread.currentThread();
    }

    /**
     * Writes at most two buffers: they hold all that was appended before. Others may append more meanwhile.
     *
     * @param alsoFilling whether the buffer that fills is written too
     * @throws IOException if this thread can't open or write the file
     */
    void write(boolean alsoFilling) throws IOException {
        Thread thread = Thread.currentThread();
        if (writer == thread) {
            return;
        }
        synchronized (monitor) {
            writer = thread;
            try {
                writeBoth(alsoFilling);
            } finally {
                writer = null;
            }
        }
    }

    /**
     * Writes the buffer that is taken, unless another thread has done so meanwhile.
     *
     * @throws IOException if this thread can't open or write the file
     */
    void writeTaken() throws IOException {
        Thread thread = Thread.currentThread();
        if (writer == thread) {
            return;
        }
        synchronized (monitor) {
            writer = thread;
            try {
                RecordBuffer taken = buffers.taken();
                if (taken != null) {
                    write(taken);
                }
            } finally {
                writer = null;
            }
        }
    }

    private void writeBoth(boolean alsoFilling) throws IOException {
        IOException failed = null;
        boolean more = true;
        for (int i = 0; more && i < 2; i++) {
            try {
                more = writeNext(alsoFilling) && alsoFilling;
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
        boolean wasFull = buffers.take(alsoFilling, file.lost());
        RecordBuffer taken = buffers.taken();
        if (taken == null) {
            return false;
        }
        write(taken);
        return wasFull;
    }

    private void write(RecordBuffer taken) throws IOException {
        begins.run();
        file.use(settings.get());
        try {
            file.write(taken);
        } catch (IOException e) {
            giveBack();
            throw e;
        }
        giveBack();
    }

    /** Threads that wait for room go on before the backups are moved up. */
    private void giveBack() {
        buffers.giveBack(settings.get().bufferSize());
        file.finishRotation();
        storage.forget();
    }

    /** @param work uses the file, or buffers that were taken */
    void exclusively(Runnable work) {
        Thread thread = Thread.currentThread();
        synchronized (monitor) {
            Thread before = writer;
            writer = thread;
            try {
                work.run();
            } finally {
                writer = before;
            }
        }
    }
}
