package io.github.log4jray.rotation;

import io.github.log4jray.text.ByteText;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
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
final class FileSeries {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final byte[] NOTHING = {};

    private final Path path;
    private LogFile.Settings settings;
    private Backups backups;
    private FileOutputStream stream;
    private boolean regular;
    private long size;

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
     * @param settings how it is written
     */
    FileSeries(Path path, LogFile.Settings settings) {
        this.path = path;
        configure(settings);
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
    void write(Records records) throws IOException {
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
    private int fitting(Records records) {
        boolean rotates = regular && settings.rotation().isOn() && backups.mayRotate();
        return rotates
                ? records.shorterThan(settings.rotation().maxBytes() - footerSize - head.length - size)
                : records.remaining();
    }

    private void put(Records records, int count) throws IOException {
        int length = records.length(count);
        try {
            if (head.length > 0) {
                byte[] both = Arrays.copyOf(head, head.length + length);
                System.arraycopy(records.array(), records.start(), both, head.length, length);
                stream.write(both);
            } else {
                stream.write(records.array(), records.start(), length);
            }
        } catch (IOException e) {
            int written = records.shorterThan(path.toFile().length() - size - head.length + 1);
            take(records, Math.min(written, count));
            closeStream();
            throw e;
        }
        size += head.length + length;
        head = NOTHING;
        hasRecords = true;
        footerDue = true;
        take(records, count);
    }

    private void take(Records records, int count) {
        MagicTokens now = records.take(count, tokens);
        toldNames |= now != null && (now.actor() != null || now.task() != null);
        tokens = now;
    }

    /**
     * Gives up records that could not be written, and the open file: the next record opens it as it is then.
     *
     * @param records those that are left
     */
    void lose(Records records) {
        take(records, records.remaining());
        closeStream();
    }

    private void open(Records records) throws IOException {
        byte[] header = settings.header().get();
        footerSize = settings.footer().get().length;
        FileOutputStream opened = openedForAppending();
        File file = path.toFile();
        regular = file.isFile();
        size = file.length();
        hasRecords = regular && size > 0 && !holdsOnly(header);
        footerDue = false;
        ByteText begin = new ByteText();
        if (hasRecords && records.firstEndsItsLine() && endsWithinALine()) {
            // of a process that was killed, or of a disk that was full
            begin.add('\n');
        }
        addTokens(records, begin);
        if (size == 0) {
            begin.add(header, 0, header.length);
        }
        head = begin.toByteArray();
        stream = opened;
    }

    private void addTokens(Records records, ByteText begin) {
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

    private boolean holdsOnly(byte[] header) {
        try {
            return size == header.length && Arrays.equals(Files.readAllBytes(path), header);
        } catch (IOException e) {
            // it may be written and not read
            return false;
        }
    }

    private FileOutputStream openedForAppending() throws IOException {
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
        return new FileOutputStream(path.toFile(), true);
    }

    private boolean endsWithinALine() {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            file.seek(size - 1);
            return file.read() != '\n';
        } catch (IOException e) {
            // it may be written and not read
            return false;
        }
    }

    private void rotate() {
        if (backups.makeRoom()) {
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
