package io.github.log4jray.rotation;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** What is in a log file. One that may be written need not be readable: then nothing is known of it. */
final class LogFileTail {

    private static final long SETTLED_NANOS = 50_000_000;
    private static final int MOST_LOOKS = 10;

    private LogFileTail() {}

    /**
     * What is in a file of some bytes that were to be written to it.
     *
     * @param start where in the file they begin
     * @param length how many are there, from the first one on
     * @param isLast whether nothing stands behind them
     */
    record Part(long start, int length, boolean isLast) {}

    /** @return whether it holds just these bytes */
    static boolean areOnly(byte[] bytes, Path file) {
        try (RandomAccessFile reading = reading(file)) {
            return reading.length() == bytes.length && Arrays.equals(bytes, next(reading, bytes.length));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * What another writer writes in one call comes into the file piece by piece (seen with Linux and ext4): so an end
     * within a line counts where it stays for 50 ms. Waits only where it sees one.
     *
     * @return whether the last line of a file that is not empty has no end; false where that isn't known
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

    /** An interruption of this thread is for others. */
    private static void pause() {
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(SETTLED_NANOS);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Finds bytes that were to be written among all that has come to the file; others append to it as well.
     *
     * @param file was written to
     * @param before how long it was when it was looked at last
     * @param bytes what was to be written
     * @return what is there of them
     * @throws IOException where the file can't be read
     */
    static Part find(Path file, long before, byte[] bytes) throws IOException {
        byte[] added;
        try (RandomAccessFile reading = reading(file)) {
            reading.seek(before);
            // more is of others
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

    /** Not a channel, which the interruption of an application's thread would close. */
    private static RandomAccessFile reading(Path file) throws IOException {
        return new RandomAccessFile(file.toFile(), "r");
    }

    private static byte[] next(RandomAccessFile reading, int count) throws IOException {
        byte[] bytes = new byte[count];
        reading.readFully(bytes);
        return bytes;
    }
}
