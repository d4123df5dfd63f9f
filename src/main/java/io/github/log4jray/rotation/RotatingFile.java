package io.github.log4jray.rotation;

import io.github.log4jray.text.Utf8Buffer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * A log file on disk, with its backups. The first record opens it for appending. It rotates as Python's
 * {@code logging.handlers.RotatingFileHandler} does with the same two numbers (Python 3.11), with two differences: bytes
 * are compared, not characters, and an empty file never rotates. Each write to the system holds whole records.
 *
 * <p>Not thread-safe: {@link LogFile} calls it under its output lock.
 */
final class RotatingFile {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final byte[] NOTHING = {};

    /** A writer that writes without a pause looks at most this often for changes by others. */
    private static final long LOOK_AFTER_NANOS = 1_000_000;

    /** After a pause of this length each write looks first. */
    private static final long PAUSE_NANOS = 100_000;

    private final Path path;
    private final RotationLock rotationLock;
    private final LostRecords lost;

    /** Written instead of the file; null for none. Never closed: a descriptor keeps each stream made from it. */
    private final FileOutputStream standardStream;

    private LogFileSettings settings;
    private Backups backups;

    /** Null while no file is open. */
    private OpenLogFile opened;

    private boolean regular;
    private long size;
    private long lastWrite;
    private long lastLook;
    private boolean warned;

    /** Whether this process, and this class loader in it, rotates the log. */
    private boolean rotates;

    /** Goes before the next record: the beginning of a file, or the end of a line that another writer has not ended. */
    private byte[] head;

    private int footerSize;

    /** Whether the file holds a record. A file without records never rotates. */
    private boolean hasRecords;

    /** Whether a record was written since the file was opened. Then the file ends with the footer. */
    private boolean footerDue;

    /** The tokens of the last record; null before the first record that has tokens. */
    private MagicTokens tokens;

    /** Whether the log has ever held the name of an actor or a task. */
    private boolean toldNames;

    /**
     * @param path the log
     * @param rotationLock decides who rotates it
     * @param standardStream written instead of the file, neither opened nor closed, and never rotated; null for none
     * @param settings how it is written
     */
    RotatingFile(Path path, RotationLock rotationLock, FileDescriptor standardStream, LogFileSettings settings) {
        this.path = path;
        this.rotationLock = rotationLock;
        this.lost = new LostRecords(path);
        this.standardStream = standardStream == null ? null : new FileOutputStream(standardStream);
        configure(settings);
    }

    /** @return the log */
    Path path() {
        return path;
    }

    /** @return the records that could not be written */
    LostRecords lost() {
        return lost;
    }

    /**
     * Changes the settings. Rotation and footer change at once, header and permissions with the next file.
     *
     * @param newSettings apply from now on
     */
    void configure(LogFileSettings newSettings) {
        settings = newSettings;
        backups = new Backups(path, newSettings.rotation().backupCount());
        footerSize = opened == null ? 0 : newSettings.footer().get().length;
    }

    /**
     * Writes all records that are left. If that fails, the other records are lost, and the failure is reported.
     *
     * @param records empty afterwards
     * @throws IOException if the file can't be opened or written
     */
    void write(RecordBuffer records) throws IOException {
        try {
            writeAll(records);
        } catch (IOException | RuntimeException | Error e) {
            // an Error too: without a free file descriptor the JDK can't load its own classes
            lose(records);
            lost.reportFailure(e);
            throw e instanceof IOException io ? io : new IOException(e);
        }
        lost.reportWritten();
    }

    private void writeAll(RecordBuffer records) throws IOException {
        rotates = mayRotate();
        look();
        while (!records.isEmpty()) {
            if (opened == null) {
                open(records);
            }
            int fitting = fitting(records);
            if (fitting == 0 && hasRecords) {
                rotate();
            } else {
                put(records, Math.max(fitting, 1));
            }
        }
    }

    /** @return how many records the file takes before it must rotate */
    private int fitting(RecordBuffer records) {
        return regular && rotates && backups.mayRotate()
                ? records.shorterThan(settings.rotation().maxBytes() - footerSize - head.length - size)
                : records.remaining();
    }

    private void put(RecordBuffer records, int count) throws IOException {
        int length = records.length(count);
        try {
            if (head.length > 0) {
                opened.stream().write(withHead(records, length));
            } else {
                opened.stream().write(records.array(), records.start(), length);
            }
        } catch (IOException e) {
            take(records, keepWhole(records, count));
            closeFile();
            throw e;
        }
        size += head.length + length;
        head = NOTHING;
        lost.gapIsWritten();
        hasRecords = true;
        footerDue = true;
        lastWrite = System.nanoTime();
        take(records, count);
    }

    private byte[] withHead(RecordBuffer records, int length) {
        byte[] both = Arrays.copyOf(head, head.length + length);
        System.arraycopy(records.array(), records.start(), both, head.length, length);
        return both;
    }

    /**
     * Cuts off the part of a record that was written before the disk was full, unless another process has appended to it.
     *
     * @return how many of the records are in the file
     */
    private int keepWhole(RecordBuffer records, int count) {
        if (!regular) {
            return 0;
        }
        // An interrupt would close the channel.
        boolean interrupted = Thread.interrupted();
        try {
            byte[] all = withHead(records, records.length(count));
            LogFileTail.Part there = LogFileTail.find(path, size, all);
            int whole = there.length() < head.length ? 0 : records.shorterThan(there.length() - head.length + 1);
            boolean cut = there.length() < all.length && there.isLast() && opened.has(OpenLogFile.attributes(path));
            if (cut) {
                int kept = whole == 0 ? 0 : head.length + records.length(whole);
                opened.stream().getChannel().truncate(there.start() + kept);
            }
            boolean told = whole > 0 || !cut && there.length() >= head.length;
            if (told) {
                lost.gapIsWritten();
            }
            return whole;
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: {} may have a part of a record", path, e);
            return 0;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean mayRotate() {
        boolean mine = settings.rotation().isOn() && rotationLock.isMine();
        if (settings.rotation().isOn() && !mine && !warned) {
            warned = true;
            LOGGER.warn(
                    "log4j-ray: another process, or another class loader of this one, writes to {} and rotates it; this one"
                            + " only appends. Give each process a file of its own, as with fileName=\"{}\"",
                    path,
                    "app-${ray:pid}.log");
        }
        return mine;
    }

    /**
     * Looks whether the open file is still the one at this path, and how long it is now: other processes may have
     * rotated, removed, truncated or lengthened it.
     */
    private void look() {
        if (opened == null || !regular) {
            return;
        }
        long now = System.nanoTime();
        boolean due = !rotates && settings.rotation().isOn()
                || now - lastWrite > PAUSE_NANOS
                || now - lastLook > LOOK_AFTER_NANOS;
        if (!due) {
            return;
        }
        lastLook = now;
        BasicFileAttributes attributes = OpenLogFile.attributes(path);
        if (attributes == null) {
            // the directory may be gone, and the lock file with it
            release();
            rotates = mayRotate();
            closeFile();
        } else if (!opened.has(attributes) || attributes.size() < size) {
            closeFile();
        } else if (attributes.size() > size) {
            size = attributes.size();
            hasRecords = true;
        }
    }

    private void take(RecordBuffer records, int count) {
        MagicTokens now = records.take(count, tokens);
        toldNames |= now != null && (now.actor() != null || now.task() != null);
        tokens = now;
    }

    /** Counts the records that are left as lost, and closes the file: the next record opens it again. */
    private void lose(RecordBuffer records) {
        lost.add(records.remaining());
        take(records, records.remaining());
        closeFile();
    }

    private void open(RecordBuffer records) throws IOException {
        byte[] header = settings.header().get();
        byte[] gap = lost.gap(settings.gap());
        footerSize = settings.footer().get().length;
        OpenLogFile file = standardStream == null
                ? OpenLogFile.at(path, settings.permissions())
                : new OpenLogFile(standardStream, null);
        regular = standardStream == null && path.toFile().isFile();
        size = regular ? path.toFile().length() : 0;
        hasRecords = regular && size > 0 && !LogFileTail.areOnly(header, path);
        footerDue = false;
        lastLook = System.nanoTime();
        Utf8Buffer begin = new Utf8Buffer();
        if (hasRecords && (lost.areMissing() || records.firstEndsItsLine()) && LogFileTail.endWithinALine(path)) {
            // a process was killed, or the disk was full
            begin.add('\n');
        }
        addTokens(records, begin);
        if (size == 0) {
            begin.add(header, 0, header.length);
        }
        begin.add(gap, 0, gap.length);
        head = begin.toByteArray();
        opened = file;
    }

    private void addTokens(RecordBuffer records, Utf8Buffer begin) {
        MagicTokens first = records.withoutTokens(tokens);
        if (first == null) {
            return;
        }
        boolean otherJob = tokens != null && !Objects.equals(tokens.job(), first.job());
        if (size == 0 && !otherJob) {
            first.addHead(toldNames || backups.exist(), begin);
        } else {
            first.addAfter(null, begin);
        }
    }

    private void rotate() {
        rotates = rotationLock.isStillMine();
        if (rotates && backups.makeRoom()) {
            complete();
            backups.take();
        }
    }

    /** Writes the footer, closes the file and gives up its rotation. Reports the records that are lost for good. */
    void close() {
        complete();
        release();
        lost.reportClosed();
    }

    /** Ends the open file, if there is one, with the footer. */
    private void complete() {
        if (opened != null) {
            try {
                if (footerDue) {
                    opened.stream().write(settings.footer().get());
                }
            } catch (IOException | RuntimeException e) {
                LOGGER.error("log4j-ray: {} ends without its footer: {}", path, e.toString());
            }
            closeFile();
        }
    }

    /** @return the time since the last write, in nanoseconds */
    long idleNanos() {
        return System.nanoTime() - lastWrite;
    }

    /** Lets another writer rotate the log, at least until the next write. */
    void release() {
        rotationLock.release();
        rotates = false;
    }

    private void closeFile() {
        if (opened != null && standardStream == null) {
            try {
                opened.stream().close();
            } catch (IOException e) {
                LOGGER.error("log4j-ray: can't close {}: {}", path, e.toString());
            }
        }
        opened = null;
    }
}
