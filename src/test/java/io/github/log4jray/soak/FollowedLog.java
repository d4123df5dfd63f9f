package io.github.log4jray.soak;

import io.github.log4jray.testing.fixtures.DriverOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the rotating log of a worker while it is written, from file to file, so that old ones may go. Its lines are
 * {@code A line 0}, {@code A line 1} and so on, with {@link DriverOutput#PADDING}; none is missing, and none is there
 * twice. The letter is that of the worker's configuration at that time.
 */
final class FollowedLog implements AutoCloseable {

    private static final Pattern LINE = Pattern.compile("([A-Z]) line (\\d+)" + Pattern.quote(DriverOutput.PADDING));

    private final Path path;
    private final int backups;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
    private FileChannel channel;
    private Object key;
    private long next;
    private long rotations;
    private long configurations;
    private String letter = "";

    /**
     * @param path of the newest file, which need not exist yet
     * @param backups how many older ones there are at the most
     */
    FollowedLog(Path path, int backups) {
        this.path = path;
        this.backups = backups;
    }

    /** @return how many lines were read */
    long lines() {
        return next;
    }

    /** @return how often the log has rotated so far */
    long rotations() {
        return rotations;
    }

    /** @return how many configurations have written to it, one after the other */
    long configurations() {
        return configurations;
    }

    /** Reads what is there. */
    void poll() throws IOException {
        try {
            if (channel == null) {
                channel = FileChannel.open(path);
                key = key(path);
            }
            do {
                read();
            } while (isRotated() && turnToNext());
        } catch (NoSuchFileException e) {
            // It is not there yet, or is being renamed.
        }
    }

    /** Also reads the rest of the file: all of it was there when its name was found to be another file's. */
    private boolean isRotated() throws IOException {
        if (key.equals(key(path))) {
            return false;
        }
        read();
        return true;
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** The file after this one bears the next smaller number; false where files are being renamed just now. */
    private boolean turnToNext() throws IOException {
        int number = number();
        if (number == 0) {
            return false;
        }
        Path candidate = number == 1 ? path : backup(number - 1);
        FileChannel opened = FileChannel.open(candidate);
        Object openedKey = key(candidate);
        if (number() != number || openedKey.equals(key)) {
            opened.close();
            return false;
        }
        if (unfinished.size() > 0) {
            throw new AssertionError(path + " ends in the middle of a record: " + unfinished);
        }
        channel.close();
        channel = opened;
        key = openedKey;
        rotations++;
        return true;
    }

    /** The number of this file now; 0 where it has none. It is open, so its key is no other file's. */
    private int number() throws IOException {
        boolean gone = true;
        for (int number = 1; number <= backups; number++) {
            try {
                if (key.equals(key(backup(number)))) {
                    return number;
                }
            } catch (NoSuchFileException e) {
                gone = false;
            }
        }
        if (gone) {
            throw new AssertionError(path + " has rotated " + backups + " times before it was read");
        }
        return 0;
    }

    private Path backup(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    private void read() throws IOException {
        while (channel.read(buffer.clear()) > 0) {
            byte[] bytes = buffer.array();
            int start = 0;
            for (int i = 0; i < buffer.position(); i++) {
                if (bytes[i] == '\n') {
                    unfinished.write(bytes, start, i - start);
                    take(unfinished.toString(StandardCharsets.UTF_8));
                    unfinished.reset();
                    start = i + 1;
                }
            }
            unfinished.write(bytes, start, buffer.position() - start);
        }
    }

    private void take(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches() || Long.parseLong(matcher.group(2)) != next) {
            throw new AssertionError(path + " has \"" + line + "\" in the place of line " + next);
        }
        next++;
        if (!matcher.group(1).equals(letter)) {
            letter = matcher.group(1);
            configurations++;
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
