package io.github.log4jray.rotation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * A write to a log file that has begun. If it fails, a part of it may be in the file.
 *
 * @param path the log
 * @param before its length before the write
 * @param head stands before the records
 * @param records the first ones of them are written
 * @param count their number
 */
record BegunWrite(Path path, long before, byte[] head, RecordBuffer records, int count) {

    /** @return all bytes of the write */
    byte[] bytes() {
        int length = records.length(count);
        byte[] both = Arrays.copyOf(head, head.length + length);
        System.arraycopy(records.array(), records.start(), both, head.length, length);
        return both;
    }

    /**
     * Cuts off the part of a record that was written before the disk was full, unless another process has appended to it.
     * The file is a regular one.
     *
     * @param opened the log; null if it is not open
     * @param lost is told if the head is in the file
     * @return how many of the records are in the file
     */
    int keepWhole(OpenLogFile opened, LostRecords lost) {
        // An interrupt would close the channel.
        boolean interrupted = Thread.interrupted();
        try {
            byte[] all = bytes();
            LogFileTail.Part there = LogFileTail.find(path, before, all);
            int whole = there.length() < head.length ? 0 : records.shorterThan(there.length() - head.length + 1);
            boolean cut = there.length() < all.length
                    && there.isLast()
                    && opened != null
                    && opened.has(OpenLogFile.attributes(path));
            if (cut) {
                int kept = whole == 0 ? 0 : head.length + records.length(whole);
                opened.stream().getChannel().truncate(there.start() + kept);
            }
            boolean told = whole > 0 || !cut && there.length() >= head.length;
            if (told) {
                lost.missing -= lost.said;
                lost.said = 0;
            }
            return whole;
        } catch (IOException e) {
            StatusLogger.getLogger().debug("log4j-ray: {} may have a part of a record", path, e);
            return 0;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
