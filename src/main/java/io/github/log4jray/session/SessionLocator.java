package io.github.log4jray.session;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.ownership.TrustedDirectory;
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
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Finds the session of one plugin. The package comment has the order of precedence. If system property
 * {@code ray.session-dir} names the session, {@code ray.logging.dir} names its log directory.
 *
 * <p>A new session is named {@code session_<yyyy-MM-dd_HH-mm-ss_SSSSSS>_<pid>} in local time, as in Ray. A process creates
 * one per temp directory, however many plugins, threads and class loaders ask. Immutable.
 */
final class SessionLocator {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss_SSSSSS", Locale.ROOT);
    private static final int SHARED_LIKE_TMP = 01777;

    /** The values of attribute {@code session}. */
    enum Choice {
        /** A new session for this process. */
        NEW,
        /** The session to which {@code session_latest} points. */
        LATEST
    }

    /** A directory, and the setting that names it, for errors. */
    private record Named(String source, String value) {}

    private final Attributes attributes;
    private final Environment environment;
    private final Clock clock;
    private final Named given;
    private final Named temp;
    private final Choice choice;

    /**
     * @param attributes of the plugin; reports errors
     * @param environment of this process
     * @param clock gives the time in the name of a new session
     * @param tempDir the attribute of that name, or null
     * @param sessionDir the attribute of that name, or null
     * @param session the attribute of that name, or null
     */
    SessionLocator(
            Attributes attributes,
            Environment environment,
            Clock clock,
            String tempDir,
            String sessionDir,
            String session) {
        this(attributes, environment, clock, tempDir, sessionDir, attributes.choice("session", session, Choice.NEW));
    }

    private SessionLocator(
            Attributes attributes,
            Environment environment,
            Clock clock,
            String tempDir,
            String sessionDir,
            Choice choice) {
        this.attributes = attributes;
        this.environment = environment;
        this.clock = clock;
        this.given = given(environment, sessionDir);
        this.temp = temp(environment, tempDir);
        this.choice = choice;
    }

    /**
     * @param tempDir the attribute of that name of an appender, or null
     * @param sessionDir the attribute of that name of the same appender, or null
     * @param session the attribute of that name of the same appender, or null; that appender reports an invalid value
     * @return finds the session of that appender, for this plugin
     */
    SessionLocator with(String tempDir, String sessionDir, String session) {
        boolean isLatest = Choice.LATEST.name().equalsIgnoreCase(session);
        return new SessionLocator(
                attributes, environment, clock, tempDir, sessionDir, isLatest ? Choice.LATEST : Choice.NEW);
    }

    private static Named given(Environment environment, String attribute) {
        return firstOf(
                new Named("sessionDir", Attributes.given(attribute)),
                new Named("system property ray.session-dir", environment.property("ray.session-dir")),
                new Named(environment.describe("RAY_SESSION_DIR"), environment.text("RAY_SESSION_DIR")));
    }

    private static Named temp(Environment environment, String attribute) {
        String rayTmp = environment.text("RAY_TMPDIR");
        return firstOf(
                new Named("tempDir", Attributes.given(attribute)),
                new Named("system property log4jray.tempDir", environment.property("log4jray.tempDir")),
                new Named(environment.describe("RAY_TMPDIR"), rayTmp == null ? null : rayTmp + "/ray"),
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

    /** Refuses the plugin if the directory that it would use has an invalid name. */
    void refuseInvalidName() {
        Named named = given != null ? given : temp;
        try {
            path(named.value);
        } catch (IOException e) {
            attributes.refuse(named.source, named.value, e.getMessage());
        }
    }

    /** @return the directory in which sessions are created */
    String tempDirectory() {
        return temp.value;
    }

    /**
     * Joins the session, or creates it.
     *
     * @return the session, which exists
     * @throws UnavailableException if it can't be joined or created
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

    /**
     * Looks for the session without creating anything.
     *
     * @return the session that a setting names, or that exists; null for none
     */
    Session findExisting() {
        try {
            if (given != null) {
                return joinExisting();
            }
            Path directory = resolveOnce(path(temp.value));
            String joined = JvmState.get(key(directory));
            if (joined != null) {
                new OtherChoice(directory, joined).report(attributes.label(), choice, clock);
                return Session.named(Path.of(joined), null);
            }
            Path target = choice == Choice.LATEST ? new SessionLink(directory, clock).readTarget() : null;
            return target == null ? null : Session.named(target, null);
        } catch (IOException e) {
            LOGGER.debug("{}: no session: {}", attributes.label(), reason(e));
            return null;
        }
    }

    /** A session can't be created or joined. */
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

        /** @return the setting that names the directory */
        String source() {
            return source;
        }

        /** @return the value of the setting */
        String value() {
            return value;
        }
    }

    private static String reason(IOException e) {
        return e.toString().replaceFirst("^java\\.(nio\\.file|io)\\.", "");
    }

    private Session join() throws IOException {
        Path directory = path(given.value);
        Path logs = givenLogs();
        makeNamed(directory);
        if (logs != null) {
            makeNamed(logs);
        }
        return Session.named(resolveOnce(directory), logs == null ? null : resolveOnce(logs))
                .make();
    }

    /** The session that a setting names, which may not exist yet. */
    private Session joinExisting() throws IOException {
        Path directory = path(given.value);
        Path logs = givenLogs();
        return Session.named(resolveOnce(directory), logs == null ? null : resolveOnce(logs));
    }

    private static void makeNamed(Path directory) throws IOException {
        if (Files.isSymbolicLink(directory) && !Files.exists(directory)) {
            throw new FileSystemException(
                    directory.toString(),
                    null,
                    "is a link to " + Files.readSymbolicLink(directory) + ", which does not exist");
        }
        TrustedDirectory.make(directory);
    }

    /**
     * Resolves the symbolic links in a path, once in the life of the process: a link may point elsewhere later, for example
     * {@code session_latest}.
     *
     * @param named absolute
     * @return the directory itself; {@code named} if it does not exist yet
     */
    private static Path resolveOnce(Path named) {
        String directory = JvmState.once("directory." + named, () -> {
            try {
                Path real = named.toRealPath();
                return real.equals(named) ? null : real.toString();
            } catch (IOException e) {
                return null;
            }
        });
        return directory == null ? named : Path.of(directory);
    }

    private Path givenLogs() throws IOException {
        String logs = given.source.endsWith("ray.session-dir") ? environment.property("ray.logging.dir") : null;
        return logs == null ? null : path(logs);
    }

    private static String key(Path temp) {
        return "session." + temp;
    }

    private static Path path(String value) throws IOException {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IOException("a control character in its name");
        }
        if (value.startsWith("~")) {
            throw new IOException("expected a path without ~ at its beginning, which only a shell replaces");
        }
        try {
            return Path.of(value).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Session inTemp() throws IOException {
        Path named = path(temp.value);
        makeTempDirectory(named);
        Path directory = resolveOnce(named);
        String session = JvmState.once(key(directory), () -> {
            try {
                SessionLink link = new SessionLink(directory, clock);
                return link.locked(
                                () -> choice == Choice.LATEST ? joinLatest(directory, link) : makeNew(directory, link))
                        .toRealPath()
                        .toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        new OtherChoice(directory, session).report(attributes.label(), choice, clock);
        return Session.named(Path.of(session), null).make();
    }

    /** All users can create sessions in a temp directory that this library creates, as in {@code /tmp}. */
    private static void makeTempDirectory(Path temp) throws IOException {
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
            LOGGER.debug("log4j-ray: {} has the default permissions of its file system: {}", temp, e);
        }
    }

    private Path joinLatest(Path temp, SessionLink link) throws IOException {
        try {
            Path target = link.readTarget();
            if (target != null) {
                OtherChoice.joined(temp, attributes.label());
                return target;
            }
        } catch (FileSystemException e) {
            LOGGER.debug("log4j-ray: no session to join: {}", reason(e));
        }
        String missing = link.describeMissingTarget();
        Path session = makeNew(temp, link);
        LOGGER.warn(
                "{}: there is no session to join: session_latest in \"{}\" {}; this process has made a new session, {}",
                attributes.label(),
                temp,
                missing,
                session);
        return session;
    }

    private Path makeNew(Path temp, SessionLink link) throws IOException {
        Path session = null;
        while (session == null) {
            String time = TIME.format(LocalDateTime.now(clock));
            try {
                session = TrustedDirectory.makeNew(temp.resolve("session_" + time + "_" + ProcessIds.pid()));
            } catch (FileAlreadyExistsException e) {
                // a process of another container has the same process id and has started in the same microsecond
            }
        }
        TrustedDirectory.makeNew(session.resolve("logs"));
        try {
            link.pointTo(session);
        } catch (IOException e) {
            LOGGER.log(
                    link.checkForeign() ? Level.WARN : Level.ERROR,
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
