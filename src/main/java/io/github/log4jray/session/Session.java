package io.github.log4jray.session;

import io.github.log4jray.ownership.TrustedDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;

/**
 * A session directory, {@code <temp>/session_<time>_<pid>}, with its {@code logs}. The files of this library itself, such as
 * claims of jobs, published drivers and locks, are in {@code log4jray} beside the logs. Immutable.
 *
 * @param directory the absolute path of the session
 * @param logs the absolute path of the directory of its log files
 */
public record Session(Path directory, Path logs) {

    // Written by hand, as in each record that is compared: JDK 17 keeps the class whose generated method was linked
    // last.
    @Override
    public boolean equals(Object other) {
        return other instanceof Session session && directory.equals(session.directory) && logs.equals(session.logs);
    }

    @Override
    public int hashCode() {
        return Objects.hash(directory, logs);
    }

    /**
     * @param directory the session, absolute
     * @param logs its log directory, absolute; null for {@code <directory>/logs}
     * @return the session, which need not exist
     */
    public static Session named(Path directory, Path logs) {
        return new Session(directory, logs == null ? directory.resolve("logs") : logs);
    }

    /**
     * Creates the session and its log directory where they do not exist, and checks that only this user and root can change
     * what is in them. All users may write in a session of Ray: there only the owner is checked.
     *
     * @return this
     * @throws IOException if they can't be created or trusted
     */
    Session make() throws IOException {
        TrustedDirectory.make(directory);
        checkOwn(directory);
        TrustedDirectory.make(logs);
        checkOwn(logs);
        if (Files.exists(bookkeepingDirectory(), LinkOption.NOFOLLOW_LINKS)) {
            TrustedDirectory.check(bookkeepingDirectory());
        }
        return this;
    }

    /** @return whether a Ray uses this session, or is starting in it; reads the file system, for up to 100 ms */
    public boolean isUsedByRay() {
        return new RaySession(directory, InstantSource.system()).isLive();
    }

    private void checkOwn(Path checked) throws IOException {
        if (isOfRay()) {
            TrustedDirectory.checkOwner(checked);
        } else {
            TrustedDirectory.check(checked);
        }
    }

    /** Ray makes this directory in a session at once. */
    private boolean isOfRay() {
        return Files.isDirectory(directory.resolve("sockets"), LinkOption.NOFOLLOW_LINKS);
    }

    /** @return the directory of this library's own files; need not exist */
    public Path bookkeepingDirectory() {
        return directory.resolve("log4jray");
    }

    /**
     * Creates {@link #bookkeepingDirectory()} if it does not exist.
     *
     * @return the directory
     * @throws IOException if it can't be created or trusted
     */
    Path makeBookkeepingDirectory() throws IOException {
        Path made = TrustedDirectory.make(bookkeepingDirectory());
        TrustedDirectory.check(made);
        return made;
    }

    /**
     * @param name the name of a log file
     * @return the file that a process locks while it rotates the log file; need not exist
     */
    public Path lockFile(String name) {
        boolean usual = logs.equals(directory.resolve("logs"));
        String elsewhere =
                usual ? "" : "." + Integer.toHexString(logs.toString().hashCode());
        return bookkeepingDirectory().resolve(name + elsewhere + ".lock");
    }
}
