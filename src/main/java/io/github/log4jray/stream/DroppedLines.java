package io.github.log4jray.stream;

import io.github.log4jray.text.Utf8Buffer;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * The lines that a {@link SendBuffer} has dropped, under whose lock it is used. The buffer adds to the fields without a
 * call, because there may be no stack for one.
 */
final class DroppedLines {

    /** All of them. */
    long total;

    /** Those since the last report. */
    long unreported;

    private final BatchOrigin origin;
    private final Supplier<Path> file;

    /** The file that contains them, as JSON; null if it was not asked for yet. */
    private byte[] fileName;

    /**
     * @param origin writes the process, job and stream of the lines
     * @param file contains the same lines; may give null
     */
    DroppedLines(BatchOrigin origin, Supplier<Path> file) {
        this.origin = origin;
        this.file = file;
    }

    /** @return the file that contains them, as JSON */
    byte[] file() {
        if (fileName == null) {
            fileName = currentFile();
        }
        return fileName;
    }

    /** @return the file that contains lines now, as JSON; before the first line it may be unknown */
    byte[] currentFile() {
        Path path = file.get();
        return new Utf8Buffer().addJson(path == null ? null : path.toString()).toByteArray();
    }

    /** @return how many bytes {@link #report} takes at most */
    int reportSize() {
        return BatchWriter.lossSize(origin.header(true), file());
    }

    /**
     * Writes the number of those since the last report into their place, if there are some.
     *
     * @param writer of batches
     * @param segment has room for the report
     */
    void report(BatchWriter writer, BufferSegment segment) {
        if (unreported > 0) {
            writer.addLoss(segment, origin.header(true), unreported, file());
            unreported = 0;
            // The next lines may be in another file.
            fileName = null;
        }
    }
}
