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

    private final Path path;
    private LogFile.Settings settings;
    private FileOutputStream stream;
    private boolean regular;
    private long size;

    /** Up to this size the file holds no record: it counts as empty. */
    private long headSize;

    private int footerSize;
    private MagicTokens tokens = MagicTokens.NONE;
    private boolean tokensDue;
    private Backups backups;

    /**
     * @param path the log
     * @param settings how it is written
     */
    FileSeries(Path path, LogFile.Settings settings) {
        this.path = path;
        configure(settings);
    }

    /** From now on, or with the next file where that is opened already, these settings count. */
    void configure(LogFile.Settings newSettings) {
        settings = newSettings;
        backups = new Backups(path, newSettings.rotation().backupCount());
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
                open(records.firstEndsItsLine());
            }
            int fitting = fitting(records);
            if (fitting == 0 && size > headSize) {
                rotate();
            } else {
                put(records, Math.max(fitting, 1));
            }
        }
    }

    /** How many records the file takes before it must rotate. */
    private int fitting(Records records) {
        boolean rotates = regular && settings.rotation().isOn() && backups.mayRotate();
        return rotates ? records.shorterThan(settings.rotation().maxBytes() - footerSize - size) : records.remaining();
    }

    private void put(Records records, int count) throws IOException {
        int length = records.length(count);
        try {
            stream.write(records.array(), records.start(), length);
        } catch (IOException e) {
            int written = records.shorterThan(path.toFile().length() - size + 1);
            tokens = records.take(Math.min(written, count), tokens);
            abandon();
            throw e;
        }
        size += length;
        tokens = records.take(count, tokens);
    }

    /**
     * Gives up records that could not be written, and the open file.
     *
     * @param records those that are left
     */
    void lose(Records records) {
        tokens = records.take(records.remaining(), tokens);
        abandon();
    }

    /** What is written next opens the file again, and finds it as it is then. */
    private void abandon() {
        tokensDue = true;
        closeStream();
    }

    private void open(boolean recordsAreLines) throws IOException {
        byte[] header = settings.header().get();
        footerSize = settings.footer().get().length;
        FileOutputStream opened = openedForAppending();
        try {
            File file = path.toFile();
            regular = file.isFile();
            size = file.length();
            headSize = header.length;
            ByteText head = new ByteText();
            if (size > headSize && recordsAreLines && endsWithinALine()) {
                // of a process that was killed, or of a disk that was full
                head.add('\n');
            }
            if (tokensDue) {
                byte[] known = tokens.after(MagicTokens.NONE);
                head.add(known, 0, known.length);
                headSize += known.length;
            }
            if (size == 0) {
                head.add(header, 0, header.length);
            }
            opened.write(head.array(), 0, head.length());
            size += head.length();
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        tokensDue = false;
        stream = opened;
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
            return regular && file.read() != '\n';
        } catch (IOException e) {
            // it may be written and not read
            return false;
        }
    }

    private void rotate() {
        complete();
        tokensDue = true;
        backups.rotate();
    }

    /** Ends the file that is open, if one is, with the footer. */
    void complete() {
        if (stream != null) {
            try {
                stream.write(settings.footer().get());
            } catch (IOException e) {
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
