package io.github.log4jray.session;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A session directory that may be Ray's. Ray (2.39 to 2.60) makes it, points {@code session_latest} to it, makes
 * {@code sockets} in it at once, and starts a raylet, which accepts connections on {@code sockets/raylet} seconds later. A
 * session of this library has no {@code sockets}. Immutable.
 *
 * @param directory the session, which exists
 * @param clock gives the age of the directory
 */
record RaySession(Path directory, InstantSource clock) {

    private static final Duration LONGEST_START = Duration.ofMinutes(1);
    private static final int LOOKS_FOR_SOCKETS = 20;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);
    private static final Pattern PID = Pattern.compile("session_.*_(\\d{1,10})");

    /** @return whether a Ray uses this session, or is starting in it */
    boolean isLive() {
        Path socket = directory.resolve("sockets").resolve("raylet");
        return Files.notExists(socket) ? isOfRay() && (isYoung() || isMakerAlive()) : Raylet.mayListen(socket);
    }

    /** Ray may have made the directory and the link this very moment: then its next step follows within a few milliseconds. */
    private boolean isOfRay() {
        Path sockets = directory.resolve("sockets");
        for (int i = 0; i < LOOKS_FOR_SOCKETS && !Files.exists(sockets) && isEmpty(); i++) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return Files.exists(sockets);
    }

    private boolean isEmpty() {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }

    /** A time in the future is not believed: a clock was ahead once. */
    private boolean isYoung() {
        try {
            Instant modified = Files.getLastModifiedTime(directory).toInstant();
            return Duration.between(modified, clock.instant()).abs().compareTo(LONGEST_START) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The maker is {@code ray start}, which ends when all is up, or the driver that called {@code ray.init()}. */
    private boolean isMakerAlive() {
        Path name = directory.getFileName();
        Matcher pid = PID.matcher(name == null ? "" : name.toString());
        return pid.matches() && ProcessStamp.isAlive(Long.parseLong(pid.group(1)));
    }
}
