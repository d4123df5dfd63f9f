package io.github.log4jray.session;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.JvmState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Finds the session of an appender. It is
 *
 * <ol>
 *   <li>the one named by attribute {@code sessionDir}, else system property {@code ray.session-dir}, else
 *       {@code RAY_SESSION_DIR}; its logs are where {@code ray.logging.dir} says if the property named it;
 *   <li>that of {@code <temp>/session_latest}, with attribute {@code session="latest"};
 *   <li>else a new one, {@code <temp>/session_<yyyy-MM-dd_HH-mm-ss_SSSSSS>_<pid>} in local time, as Ray names it,
 *       made once per process and temp directory.
 * </ol>
 *
 * {@code <temp>} is attribute {@code tempDir}, else system property {@code log4jray.tempDir}, else
 * {@code $RAY_TMPDIR/ray}, else {@code /tmp/ray}. A session that does not exist is made.
 */
final class SessionLocator {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss_SSSSSS", Locale.ROOT);
    private static final int SHARED_LIKE_TMP = 01777;

    /** What {@code session=} can say. */
    enum Choice {
        /** A new session for this process. */
        NEW,
        /** The session that {@code session_latest} names. */
        LATEST
    }

    /** A directory, and who named it, for errors. */
    private record Named(String source, String value) {}

    private final Attributes attributes;
    private final Named given;
    private final Named temp;
    private final Choice choice;

    SessionLocator(Attributes attributes, String tempDir, String sessionDir, String session) {
        this.attributes = attributes;
        this.given = given(sessionDir);
        this.temp = temp(tempDir);
        this.choice = attributes.choice("session", session, Choice.NEW);
    }

    private static Named given(String attribute) {
        return firstOf(
                new Named("sessionDir", Attributes.given(attribute)),
                new Named(
                        "system property ray.session-dir", Environment.process().property("ray.session-dir")),
                new Named(
                        "environment variable RAY_SESSION_DIR",
                        Environment.process().variable("RAY_SESSION_DIR")));
    }

    private static Named temp(String attribute) {
        String rayTmp = Environment.process().variable("RAY_TMPDIR");
        return firstOf(
                new Named("tempDir", Attributes.given(attribute)),
                new Named(
                        "system property log4jray.tempDir",
                        Environment.process().property("log4jray.tempDir")),
                new Named("environment variable RAY_TMPDIR", rayTmp == null ? null : rayTmp + "/ray"),
                new Named("tempDir", "/tmp/ray"));
    }

    private static Named firstOf(Named... candidates) {
        for (Named candidate : candidates) {
            if (candidate.value != null) {
                return candidate;
            }
        }
        return null;
    }

    /** @return where sessions are made */
    String tempDirectory() {
        return temp.value;
    }

    /**
     * @return the session
     * @throws UnavailableException where it can't be had
     */
    Session find() throws UnavailableException {
        Named named = given != null ? given : temp;
        try {
            return given != null ? join() : inTemp();
        } catch (UncheckedIOException e) {
            throw new UnavailableException(named, e.getCause());
        } catch (IOException e) {
            throw new UnavailableException(named, e);
        }
    }

    /** @return the session, if one is named or exists already; else null. Nothing is made. */
    Session existing() {
        try {
            if (given != null) {
                return Session.named(path(given.value), givenLogs());
            }
            Path directory = path(temp.value);
            String known = JvmState.get(key(directory));
            if (known != null) {
                return Session.named(Path.of(known), null);
            }
            Path target = choice == Choice.LATEST ? new SessionLink(directory).target() : null;
            return target == null ? null : Session.named(target.toRealPath(), null);
        } catch (IOException e) {
            LOGGER.debug("{}: no session: {}", attributes.label(), reason(e));
            return null;
        }
    }

    /** A session that can't be made or joined: who named it, its name, and what is wrong. */
    static final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String source;
        private final String value;

        private UnavailableException(Named named, IOException cause) {
            super(
                    cause instanceof FileAlreadyExistsException
                            ? "can't be used: " + cause.getMessage() + " is a file, not a directory"
                            : "can't be used: " + reason(cause),
                    cause);
            this.source = named.source;
            this.value = named.value;
        }

        String source() {
            return source;
        }

        String value() {
            return value;
        }
    }

    private static String reason(IOException e) {
        return e.toString().replaceFirst("^java\\.(nio\\.file|io)\\.", "");
    }

    private Session join() throws IOException {
        return Session.named(path(given.value), givenLogs()).made();
    }

    private Path givenLogs() throws IOException {
        String logs =
                given.source.endsWith("ray.session-dir") ? Environment.process().property("ray.logging.dir") : null;
        return logs == null ? null : path(logs);
    }

    private static String key(Path temp) {
        return "session." + temp;
    }

    private static Path path(String value) throws IOException {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IOException("a control character in its name");
        }
        try {
            return Path.of(value).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Session inTemp() throws IOException {
        Path directory = path(temp.value);
        String session = JvmState.once(key(directory), () -> {
            try {
                shared(directory);
                SessionLink link = new SessionLink(directory);
                return link.locked(() -> choice == Choice.LATEST ? latest(directory, link) : fresh(directory, link))
                        .toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return Session.named(Path.of(session), null).made();
    }

    /** A temp directory that this library makes can be used by everybody, as {@code /tmp} can. */
    private static void shared(Path temp) throws IOException {
        if (Files.isDirectory(temp)) {
            return;
        }
        if (temp.getParent() != null) {
            Files.createDirectories(temp.getParent());
        }
        try {
            Files.createDirectory(temp);
            Files.setAttribute(temp, "unix:mode", SHARED_LIKE_TMP);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(temp)) {
                throw e;
            }
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            LOGGER.debug("log4j-ray: {} has the file system's own permissions: {}", temp, e);
        }
    }

    private Path latest(Path temp, SessionLink link) throws IOException {
        try {
            Path target = link.target();
            if (target != null) {
                return target.toRealPath();
            }
        } catch (FileSystemException e) {
            LOGGER.debug("log4j-ray: no session to join: {}", reason(e));
        }
        return fresh(temp, link);
    }

    private Path fresh(Path temp, SessionLink link) throws IOException {
        Path session = null;
        while (session == null) {
            String time = TIME.format(LocalDateTime.now());
            try {
                session = Files.createDirectory(temp.resolve("session_" + time + "_" + ProcessIds.pid()));
            } catch (FileAlreadyExistsException e) {
                // a process with the same id in another container, in the same microsecond
            }
        }
        Files.createDirectory(session.resolve("logs"));
        try {
            link.pointTo(session);
        } catch (IOException e) {
            LOGGER.log(
                    link.isForeign() ? Level.WARN : Level.ERROR,
                    "{}: session_latest in \"{}\" can't be made a link to the newest session ({}); it stays as it is,"
                            + " and this process logs to {}",
                    attributes.label(),
                    temp,
                    reason(e),
                    session);
        }
        return session;
    }
}
