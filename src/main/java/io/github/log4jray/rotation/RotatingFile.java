package io.github.log4jray.rotation;

import io.github.log4jray.text.Utf8Buffer;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * A log file on disk, with its backups. The first record opens it for appending. It rotates as Python's
 * {@code logging.handlers.RotatingFileHandler} does with the same two numbers (Python 3.11), with three differences:
 * bytes are compared, not characters, an empty file never rotates, and backups move up only to the first free number.
 * Each write to the system holds whole records.
 *
 * <p>Not thread-safe: {@link LogFile} calls it under its output lock.
 */
final class RotatingFile {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final byte[] NOTHING = {};

    /** Windows does not rename a file that is open. */
    private static final boolean RENAMES_OPEN_FILES = File.separatorChar == '/';

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

    /** When this write has begun, or has rotated the file. */
    private long now;

    private final WriteCounts counts = new WriteCounts();
    private long lastLook;

    /** Whether this process, and this class loader in it, rotates the log. */
    private boolean rotates;

    /** Goes before the next record: the beginning of a file, or the end of a line that another writer has not ended. */
    private byte[] head;

    /** The number of records of a write that has begun and is not settled; 0 for none. An Error may leave one behind. */
    private int unsettled;

    private int unsettledBytes;

    /** Whether all of them were written. */
    private boolean landed;

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

    /** @param newSettings apply from now on, unless they do already */
    void use(LogFileSettings newSettings) {
        if (settings != newSettings) {
            configure(newSettings);
        }
    }

    /** Rotation and footer change at once, header and permissions with the next file. */
    private void configure(LogFileSettings newSettings) {
        Backups newBackups = new Backups(path, newSettings.rotation().backupCount());
        int newFooterSize = opened == null ? 0 : newSettings.footer().get().length;
        footerSize = newFooterSize;
        backups = newBackups;
        settings = newSettings;
    }

    /**
     * Writes all records that are left. If that fails, the other records are lost, and the failure is reported. If memory
     * or stack is exhausted, nothing is lost: the next call, with the same records, goes on where this one has stopped.
     * Call {@link #finishRotation} when the records are no longer needed.
     *
     * @param records empty afterwards, unless memory or stack is exhausted
     * @throws IOException if the file can't be opened or written
     */
    void write(RecordBuffer records) throws IOException {
        now = System.nanoTime();
        counts.began = now;
        try {
            writeAll(records);
        } catch (OutOfMemoryError | StackOverflowError e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            // an Error too: without a free file descriptor the JDK can't load its own classes
            lose(records);
            lost.reportFailure(e);
            throw e instanceof IOException io ? io : new IOException(e);
        }
        lost.reportWritten();
    }

    private void writeAll(RecordBuffer records) throws IOException {
        if (unsettled > 0) {
            settleInterrupted(records);
        }
        rotates = rotationLock.mayRotate(settings.rotation(), path);
        look();
        if (lost.areMissing() && opened != null) {
            // the record that says it stands at the beginning of a file that is opened
            closeFile();
        }
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
        toldNames |= records.haveNames(count);
        unsettledBytes = length;
        landed = false;
        unsettled = count;
        try {
            if (head.length > 0) {
                opened.stream().write(begun(records).bytes());
            } else {
                opened.stream().write(records.array(), records.start(), length);
            }
            landed = true;
        } catch (IOException e) {
            settlePartly(records);
            throw e;
        }
        settle(records);
    }

    /** Takes the records that were written off the front. */
    private void settle(RecordBuffer records) {
        MagicTokens last = records.take(unsettled, tokens);
        // only assignments from here on: an Error must not come between them
        tokens = last;
        counts.records += unsettled;
        unsettled = 0;
        size += head.length + unsettledBytes;
        counts.bytes += head.length + unsettledBytes;
        head = NOTHING;
        lost.missing -= lost.said;
        lost.said = 0;
        hasRecords = true;
        footerDue = true;
        counts.lastWrite = now;
    }

    private BegunWrite begun(RecordBuffer records) {
        return new BegunWrite(path, size, head, records, unsettled);
    }

    /** Goes on after an Error within {@link #put}. */
    private void settleInterrupted(RecordBuffer records) {
        if (landed) {
            settle(records);
        } else {
            settlePartly(records);
        }
    }

    private void settlePartly(RecordBuffer records) {
        int whole = regular ? begun(records).keepWhole(opened, lost) : 0;
        closeFile();
        int length = whole == 0 ? 0 : head.length + records.length(whole);
        MagicTokens last = records.take(whole, tokens);
        // only assignments from here on: an Error must not come between them
        tokens = last;
        counts.records += whole;
        counts.bytes += length;
        counts.lastWrite = whole == 0 ? counts.lastWrite : now;
        unsettled = 0;
    }

    /**
     * Looks whether the open file is still the one at this path, and how long it is now: other processes may have
     * rotated, removed, truncated or lengthened it.
     */
    private void look() {
        if (opened == null || !regular) {
            return;
        }
        boolean due = !rotates && settings.rotation().isOn()
                || now - counts.lastWrite > PAUSE_NANOS
                || now - lastLook > LOOK_AFTER_NANOS;
        if (!due) {
            return;
        }
        lastLook = now;
        BasicFileAttributes attributes = OpenLogFile.attributes(path);
        if (attributes == null) {
            // the directory may be gone, and the lock file with it
            release();
            rotates = rotationLock.mayRotate(settings.rotation(), path);
            closeFile();
        } else if (!opened.has(attributes) || attributes.size() < size) {
            closeFile();
        } else if (attributes.size() > size) {
            size = attributes.size();
            hasRecords = true;
        }
    }

    /** Counts the records that are left as lost, and closes the file: the next record opens it again. */
    void lose(RecordBuffer records) {
        closeFile();
        int count = records.remaining();
        toldNames |= records.haveNames(count);
        MagicTokens last = records.take(count, tokens);
        // only assignments from here on: an Error must not come between them
        tokens = last;
        unsettled = 0;
        lost.missing += count;
        lost.untold += count;
        lost.total += count;
    }

    private void open(RecordBuffer records) throws IOException {
        byte[] header = settings.header().get();
        byte[] gap = lost.gap(settings.gap());
        footerSize = settings.footer().get().length;
        if (rotates && standardStream == null && backups.mayRotate()) {
            backups.settleInterrupted();
        }
        OpenLogFile file =
                standardStream == null ? OpenLogFile.at(path, settings.permissions()) : OpenLogFile.of(standardStream);
        regular = file.regular();
        size = file.size();
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
        if (!rotates) {
            return;
        }
        if (!RENAMES_OPEN_FILES) {
            complete();
        }
        if (backups.take()) {
            complete();
            counts.rotations++;
            now = System.nanoTime();
        }
    }

    /** Moves the backups up, if the file has rotated. {@link #write} does not, as no record has to wait for it. */
    void finishRotation() {
        try {
            backups.settle();
        } catch (RuntimeException | Error e) {
            // no call, as it might fail too: the records are written, and the next write moves the backups up
        }
    }

    /** @return what was written, and when; any thread may ask, and nobody else may change it */
    WriteCounts writes() {
        return counts;
    }

    /** Writes the footer, closes the file and gives up its rotation. Reports the records that are lost for good. */
    void close() {
        complete();
        finishRotation();
        release();
        lost.reportClosed();
    }

    /** Ends the open file, if there is one, with the footer. */
    private void complete() {
        if (opened != null && footerDue) {
            OpenLogFile file = opened;
            try {
                byte[] footer = settings.footer().get();
                footerDue = false;
                file.stream().write(footer);
                counts.bytes += footer.length;
            } catch (IOException | RuntimeException e) {
                LOGGER.error("log4j-ray: {} ends without its footer: {}", path, e.toString());
            }
        }
        closeFile();
    }

    /** Lets another writer rotate the log, at least until the next write. */
    void release() {
        rotationLock.release();
        rotates = false;
    }

    private void closeFile() {
        OpenLogFile file = opened;
        opened = null;
        if (file != null && standardStream == null) {
            try {
                file.stream().close();
            } catch (IOException e) {
                LOGGER.error("log4j-ray: can't close {}: {}", path, e.toString());
            }
        }
    }
}
