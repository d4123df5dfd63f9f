package io.github.log4jray.rotation;

import io.github.log4jray.settings.UninterruptedWait;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Inspects the end of a log file. A file may be writable and still not readable: then the answer is the one that changes
 * nothing. Stateless; {@link RotatingFile} calls it under the output lock of the file.
 */
final class LogFileTail {

    private static final int SETTLED_MILLIS = 50;
    private static final int MOST_LOOKS = 10;

    private LogFileTail() {}

    /**
     * The beginning of some bytes that is in a file after a failed write.
     *
     * @param start the place in the file
     * @param length the number of bytes that are there, from the first one on
     * @param isLast whether the file ends behind them
     */
    record Part(long start, int length, boolean isLast) {}

    /** @return whether the file holds exactly these bytes */
    static boolean areOnly(byte[] bytes, Path file) {
        try (RandomAccessFile reading = reading(file)) {
            return reading.length() == bytes.length && Arrays.equals(bytes, next(reading, bytes.length));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * A single write of another writer appears in the file piece by piece (seen on Linux with ext4). So an end within a
     * line must stay for 50 ms. This waits only if it sees such an end.
     *
     * @return whether the last line of a file that is not empty has no end; false if the file is not readable
     */
    static boolean endWithinALine(Path file) {
        try (RandomAccessFile reading = reading(file)) {
            long length = 0;
            for (int looks = 0; looks < MOST_LOOKS; looks++) {
                long before = length;
                length = reading.length();
                reading.seek(length - 1);
                if (reading.read() == '\n') {
                    return false;
                }
                if (length == before) {
                    return true;
                }
                pause();
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() {
        UninterruptedWait.until(Duration.ofMillis(SETTLED_MILLIS), () -> false, TimeUnit.NANOSECONDS::sleep);
    }

    /**
     * Finds the bytes of a failed write in the file. Other processes may have appended to the file too.
     *
     * @param file the file
     * @param before its length before the write
     * @param bytes those of the write
     * @return the longest beginning of them that is there
     * @throws IOException if the file can't be read
     */
    static Part find(Path file, long before, byte[] bytes) throws IOException {
        byte[] added;
        try (RandomAccessFile reading = reading(file)) {
            reading.seek(before);
            // all that follows comes from other writers
            added = next(reading, (int) Math.max(0, Math.min(reading.length() - before, 2L * bytes.length)));
        }
        Part longest = new Part(before, 0, added.length == 0);
        for (int at = 0; at + longest.length < added.length; at++) {
            int most = Math.min(added.length - at, bytes.length);
            int mismatch = Arrays.mismatch(added, at, at + most, bytes, 0, most);
            int length = mismatch < 0 ? most : mismatch;
            if (length > longest.length) {
                longest = new Part(before + at, length, at + length == added.length);
            }
        }
        return longest;
    }

    /** Not a channel, which an interrupt of an application's thread would close. */
    private static RandomAccessFile reading(Path file) throws IOException {
        return new RandomAccessFile(file.toFile(), "r");
    }

    private static byte[] next(RandomAccessFile reading, int count) throws IOException {
        byte[] bytes = new byte[count];
        reading.readFully(bytes);
        return bytes;
    }
}
