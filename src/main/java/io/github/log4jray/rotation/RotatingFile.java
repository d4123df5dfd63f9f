package io.github.log4jray.rotation;

import io.github.log4jray.text.Utf8Buffer;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * A log file on disk, with its backups: opened for appending when the first record comes, and rotated as Python's
 * {@code logging.handlers.RotatingFileHandler} does it with the same two numbers (Python 3.11), but that bytes are
 * counted and an empty file never rotates. Each write to the system holds whole records. Not thread-safe.
 *
 * <p>It is written with a {@link FileOutputStream}, as a {@code FileChannel} would be closed by the interruption of an
 * application's thread.
 */
final class RotatingFile {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final byte[] NOTHING = {};
    private static final int MOST_TRIES = 10;

    /** How long a writer that writes without a pause does not look what others have done to the file. */
    private static final long LOOK_AFTER_NANOS = 1_000_000;

    /** After a pause of this length each write looks first. */
    private static final long PAUSE_NANOS = 100_000;

    private final Path path;
    private final RotationLock ownership;
    private final LostRecords lost;

    /** Is written in the place of the file; null for none. One object for good: a descriptor keeps all that it gets. */
    private final FileOutputStream standardStream;

    private LogFile.Settings settings;
    private Backups backups;
    private FileOutputStream stream;
    private boolean regular;
    private long size;

    /** Which file it is that is open; null where the file system does not say. */
    private Object key;

    private long lastWrite;
    private long lastLook;
    private boolean warned;
    private boolean owner;

    /** What goes before the next record: the beginning of a file, or the end of a line that somebody has not ended. */
    private byte[] head;

    private int footerSize;

    /** Whether the file holds a record: one that does not is never rotated. */
    private boolean hasRecords;

    /** Whether one of them was written since the file was opened: then it ends with the footer. */
    private boolean footerDue;

    /** Of the last record; null where nobody has said whose the records are. */
    private MagicTokens tokens;

    /** Whether a reader of the series has ever been told the name of an actor or a task. */
    private boolean toldNames;

    /**
     * @param path the log
     * @param ownership who rotates it
     * @param standardStream is written in its place, neither opened nor closed, and does not rotate; null for none
     * @param settings how it is written
     */
    RotatingFile(Path path, RotationLock ownership, FileDescriptor standardStream, LogFile.Settings settings) {
        this.path = path;
        this.ownership = ownership;
        this.lost = new LostRecords(path);
        this.standardStream = standardStream == null ? null : new FileOutputStream(standardStream);
        configure(settings);
    }

    /** @return the records that could not be written */
    LostRecords lost() {
        return lost;
    }

    /** Rotation and footer are those of these settings from now on, header and permissions with the next file. */
    void configure(LogFile.Settings newSettings) {
        settings = newSettings;
        backups = new Backups(path, newSettings.rotation().backupCount());
        footerSize = stream == null ? 0 : newSettings.footer().get().length;
    }

    /**
     * Writes all records that are left.
     *
     * @param records those that were written are counted off
     * @throws IOException where the file can't be opened or written; then the others are left
     */
    void write(RecordBuffer records) throws IOException {
        owner = mayRotate();
        look();
        while (!records.isEmpty()) {
            if (stream == null) {
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

    /** How many records the file takes before it must rotate. */
    private int fitting(RecordBuffer records) {
        boolean rotates = regular && owner && backups.mayRotate();
        return rotates
                ? records.shorterThan(settings.rotation().maxBytes() - footerSize - head.length - size)
                : records.remaining();
    }

    private void put(RecordBuffer records, int count) throws IOException {
        int length = records.length(count);
        try {
            if (head.length > 0) {
                stream.write(withHead(records, length));
            } else {
                stream.write(records.array(), records.start(), length);
            }
        } catch (IOException e) {
            take(records, keepWhole(records, count));
            closeStream();
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
     * Takes away the part of a record that was written before the disk was full, unless somebody has appended to it.
     *
     * @return how many of the records are in the file
     */
    private int keepWhole(RecordBuffer records, int count) {
        if (!regular) {
            return 0;
        }
        // A thread's interruption would close the channel.
        boolean interrupted = Thread.interrupted();
        try {
            byte[] all = withHead(records, records.length(count));
            LogFileTail.Part there = LogFileTail.find(path, size, all);
            int whole = there.length() < head.length ? 0 : records.shorterThan(there.length() - head.length + 1);
            boolean cut = there.length() < all.length && there.isLast() && isStillOpen();
            if (cut) {
                int kept = whole == 0 ? 0 : head.length + records.length(whole);
                stream.getChannel().truncate(there.start() + kept);
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

    /** Whether the file at this path is the one that is open. */
    private boolean isStillOpen() {
        BasicFileAttributes attributes = attributes();
        return attributes != null && Objects.equals(key, attributes.fileKey());
    }

    private boolean mayRotate() {
        boolean mine = settings.rotation().isOn() && ownership.isMine();
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
     * Looks whether the file that is open is still the one at this path, and how long it has become: others may have
     * rotated, removed, truncated or lengthened it.
     */
    private void look() {
        if (stream == null || !regular) {
            return;
        }
        long now = System.nanoTime();
        boolean due = !owner && settings.rotation().isOn()
                || now - lastWrite > PAUSE_NANOS
                || now - lastLook > LOOK_AFTER_NANOS;
        if (!due) {
            return;
        }
        lastLook = now;
        BasicFileAttributes attributes = attributes();
        if (attributes == null) {
            // its directory may have gone, and the lock with it
            release();
            owner = mayRotate();
            closeStream();
        } else if (!Objects.equals(key, attributes.fileKey()) || attributes.size() < size) {
            closeStream();
        } else if (attributes.size() > size) {
            size = attributes.size();
            hasRecords = true;
        }
    }

    /** Null where there is no such file, or none can be seen. */
    private BasicFileAttributes attributes() {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException e) {
            return null;
        }
    }

    private void take(RecordBuffer records, int count) {
        MagicTokens now = records.take(count, tokens);
        toldNames |= now != null && (now.actor() != null || now.task() != null);
        tokens = now;
    }

    /**
     * Gives up records that could not be written, and the open file: the next record opens it as it is then.
     *
     * @param records those that are left
     */
    void lose(RecordBuffer records) {
        lost.add(records.remaining());
        take(records, records.remaining());
        closeStream();
    }

    private void open(RecordBuffer records) throws IOException {
        byte[] header = settings.header().get();
        byte[] gap = lost.gap(settings.gap());
        footerSize = settings.footer().get().length;
        FileOutputStream opened = standardStream == null ? openedForAppending() : standardStream;
        File file = path.toFile();
        regular = standardStream == null && file.isFile();
        size = regular ? file.length() : 0;
        hasRecords = regular && size > 0 && !LogFileTail.areOnly(header, path);
        footerDue = false;
        lastLook = System.nanoTime();
        Utf8Buffer begin = new Utf8Buffer();
        if (hasRecords && (lost.areMissing() || records.firstEndsItsLine()) && LogFileTail.endWithinALine(path)) {
            // of a process that was killed, or of a disk that was full
            begin.add('\n');
        }
        addTokens(records, begin);
        if (size == 0) {
            begin.add(header, 0, header.length);
        }
        begin.add(gap, 0, gap.length);
        head = begin.toByteArray();
        stream = opened;
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

    /** Opens the file and notes which one it is, also where another process puts a new one in its place meanwhile. */
    private FileOutputStream openedForAppending() throws IOException {
        for (int tries = 0; ; tries++) {
            BasicFileAttributes before = attributes();
            if (before == null) {
                make();
            }
            FileOutputStream opened = new FileOutputStream(path.toFile(), true);
            BasicFileAttributes after = attributes();
            key = after == null ? null : after.fileKey();
            if (before == null || tries == MOST_TRIES || Objects.equals(before.fileKey(), key)) {
                return opened;
            }
            opened.close();
        }
    }

    /** Makes the directory, if somebody has removed it, and the file, where its permissions are given. */
    private void make() throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (!Files.exists(directory)) {
            Files.createDirectories(directory);
        }
        Set<PosixFilePermission> permissions = settings.permissions();
        if (permissions != null && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createFile(path, PosixFilePermissions.asFileAttribute(permissions));
                // what the umask has taken away
                Files.getFileAttributeView(path, PosixFileAttributeView.class).setPermissions(permissions);
            } catch (FileAlreadyExistsException e) {
                // another process was first: it is as that one has made it
            } catch (UnsupportedOperationException e) {
                LOGGER.debug("log4j-ray: {} has the file system's own permissions", path, e);
            }
        }
    }

    private void rotate() {
        owner = ownership.isStillMine();
        if (owner && backups.makeRoom()) {
            complete();
            backups.take();
        }
    }

    /** Ends the file that is open, if one is, with the footer. */
    void complete() {
        if (stream != null) {
            try {
                if (footerDue) {
                    stream.write(settings.footer().get());
                }
            } catch (IOException | RuntimeException e) {
                LOGGER.error("log4j-ray: {} ends without its footer: {}", path, e.toString());
            }
            closeStream();
        }
    }

    /** @return how long nothing was written, in nanoseconds */
    long idleNanos() {
        return System.nanoTime() - lastWrite;
    }

    /** Lets another writer rotate the file from now on, and does not ask again before the next write. */
    void release() {
        ownership.release();
        owner = false;
    }

    private void closeStream() {
        if (stream != null && standardStream == null) {
            try {
                stream.close();
            } catch (IOException e) {
                LOGGER.error("log4j-ray: can't close {}: {}", path, e.toString());
            }
        }
        stream = null;
    }
}
