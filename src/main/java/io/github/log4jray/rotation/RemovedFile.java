package io.github.log4jray.rotation;

import io.github.log4jray.ownership.TrustedDirectory;
import io.github.log4jray.settings.RepeatedFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Makes a log file of Log4j's appenders again, after somebody has removed the file or its directory. Reports once that
 * this fails, until it succeeds. Not thread-safe.
 */
final class RemovedFile {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private final RepeatedFault fault = new RepeatedFault();

    /**
     * Makes the file and its directory, where they do not exist.
     *
     * @param file the path of the log
     * @return whether this process can open the file now
     */
    boolean make(Path file) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (!Files.exists(parent)) {
                TrustedDirectory.make(parent);
            }
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
            fault.ended();
            return true;
        } catch (IOException e) {
            if (fault.begins()) {
                LOGGER.error("log4j-ray: {} was removed and can't be opened again: {}", file, e.toString());
            }
            return false;
        }
    }

    /** @return whether the last attempt to make the file has failed */
    boolean isMissing() {
        return fault.isPresent();
    }
}
