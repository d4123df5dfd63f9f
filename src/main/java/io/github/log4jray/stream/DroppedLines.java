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

    private final Supplier<Path> file;

    /** The file that contains them, as JSON; null if it was not asked for yet. */
    private byte[] fileName;

    /** @param file contains the same lines; may give null */
    DroppedLines(Supplier<Path> file) {
        this.file = file;
    }

    /** @return the file that contains them, as JSON */
    byte[] file() {
        if (fileName == null) {
            Path path = file.get();
            fileName = new Utf8Buffer()
                    .addJson(path == null ? null : path.toString())
                    .toByteArray();
        }
        return fileName;
    }

    /** The next lines may be in another file. */
    void forgetFile() {
        fileName = null;
    }
}
