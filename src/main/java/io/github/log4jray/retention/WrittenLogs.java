package io.github.log4jray.retention;

import io.github.log4jray.session.Registration;
import io.github.log4jray.session.Session;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Remembers which logs log4j-ray has written, by their lock files. A log that rotates has one anyway. A log that does not rotate gets
 * one when its process ends. So a later pass knows that its writer is gone. Stateless.
 */
final class WrittenLogs {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private WrittenLogs() {}

    /**
     * @param log the name of a log
     * @return whether its name does not name its process
     */
    private static boolean isNeeded(String log) {
        return LogName.pid(log) == 0;
    }

    /**
     * @param session of the log
     * @param log the name of a log that exists, and whose process is about to say that it writes it no longer
     */
    static void remember(Session session, String log) {
        if (!isNeeded(log)) {
            return;
        }
        Path lock = session.bookkeepingDirectory().resolve(log + Registration.LOCK_SUFFIX);
        try {
            // Not an open of an existing file: its end would release the lock of this JVM.
            if (!Files.exists(lock)) {
                Files.createFile(lock);
            }
        } catch (FileAlreadyExistsException e) {
            // another process has made it
        } catch (IOException e) {
            LOGGER.debug("log4j-ray: {} can't be made", lock, e);
        }
    }

    /**
     * @param bookkeeping {@code <session>/log4jray}, open
     * @param log the name of a log of a process that has ended without saying so
     * @throws IOException if that is not possible
     */
    static void remember(SafeDirectory bookkeeping, String log) throws IOException {
        Path lock = bookkeeping.path().getFileSystem().getPath(log + Registration.LOCK_SUFFIX);
        if (isNeeded(log) && lock.getNameCount() == 1 && bookkeeping.attributes(lock) == null) {
            bookkeeping.create(lock);
        }
    }
}
