package io.github.log4jray.session;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.ownership.FileOwner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * {@code <temp>/session_latest}, the symbolic link to the session that was made last. It is replaced atomically, and its
 * target is relative, so that it holds where the volume is mounted elsewhere. Processes of one user make sessions and replace
 * the link one after the other, under a file lock: so names and clocks have no influence. Immutable.
 */
final class SessionLink {

    private static final String NAME = "session_latest";
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration LOCK_RETRY = Duration.ofMillis(2);

    private final Path temp;
    private final Path link;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /**
     * @param temp the temp directory, which exists when the link is used
     * @param clock gives the age of Ray's sessions
     */
    SessionLink(Path temp, InstantSource clock) {
        this(temp, clock, System::nanoTime);
    }

    /**
     * @param temp the temp directory
     * @param clock gives the age of Ray's sessions
     * @param nanoTime measures how long the lock is waited for
     */
    SessionLink(Path temp, InstantSource clock, LongSupplier nanoTime) {
        this.temp = temp;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.link = temp.resolve(NAME);
    }

    /**
     * Runs an action under the lock of this user. After three seconds in which no process got the lock, or ten in all,
     * it runs without the lock: a stuck or replaced lock file must not block other processes. The action itself takes a
     * few milliseconds. Processes that run it at once make sessions of their own, and the link may be left at one that
     * is not the last of them.
     *
     * @param action reads and changes the link
     * @return the result of the action
     * @throws IOException from the action, or if the lock file can't be created
     */
    Path locked(Action action) throws IOException {
        Path lockFile = temp.resolve("." + NAME + "." + FileOwner.readUserId() + ".lock");
        try (FileChannel channel = opened(lockFile)) {
            if (channel != null) {
                lock(channel, lockFile);
            }
            return action.run();
        }
    }

    /**
     * Each process that gets the lock writes to the file, and so changes its time: those that wait see whether the
     * others go on. Only the channel of the lock may be used, as the end of any other one of this process releases the
     * lock.
     */
    private void lock(FileChannel channel, Path lockFile) throws IOException {
        FileTime seen = modified(lockFile);
        long begin = nanoTime.getAsLong();
        long now = begin;
        long changed = begin;
        boolean locked = tryLock(channel) != null;
        while (!locked && now - changed < LOCK_TIMEOUT.toNanos() && now - begin < LONGEST_WAIT.toNanos()) {
            LockSupport.parkNanos(LOCK_RETRY.toNanos());
            now = nanoTime.getAsLong();
            FileTime latest = modified(lockFile);
            if (!latest.equals(seen)) {
                seen = latest;
                changed = now;
            }
            locked = tryLock(channel) != null;
        }
        if (locked) {
            write(channel);
        }
    }

    /** An interrupt would close the channel, and release the lock. */
    private static void write(FileChannel channel) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}), 0);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static FileTime modified(Path file) throws IOException {
        return Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
    }

    /** Null if another user has put a file of that name there: this process must log all the same. */
    private static FileChannel opened(Path lockFile) throws IOException {
        if (Files.exists(lockFile, LinkOption.NOFOLLOW_LINKS)
                && (!Files.isRegularFile(lockFile, LinkOption.NOFOLLOW_LINKS) || !FileOwner.isMine(lockFile))) {
            return null; // opening a pipe might block, and another user could keep the lock
        }
        try {
            return FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            if (Files.exists(lockFile, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            throw e;
        }
    }

    /** Runs under the lock. */
    interface Action {
        Path run() throws IOException;
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /**
     * @return the session to which the link points, without links in its path; null if there is no link, or no such session,
     *     or if the link belongs to another user than this one and root, or the session to another user than this one
     * @throws IOException if the file of this name is not a symbolic link
     */
    Path readTarget() throws IOException {
        Path target = readTargetOfAnyUser();
        if (target == null || !FileOwner.isTrusted(link)) {
            return null;
        }
        Path real = target.toRealPath();
        return FileOwner.isMine(real) ? real : null;
    }

    /** @return whether the link belongs to another user: in a directory such as /tmp only that user can replace it */
    boolean checkForeign() {
        try {
            return !FileOwner.isMine(link);
        } catch (IOException e) {
            return false;
        }
    }

    private Path readTargetOfAnyUser() throws IOException {
        if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        if (!Files.isSymbolicLink(link)) {
            throw new FileSystemException(link.toString(), null, "is not a symbolic link");
        }
        Path target = temp.resolve(Files.readSymbolicLink(link));
        return Files.isDirectory(target) ? target : null;
    }

    /** @return why {@link #readTarget} finds no session, for messages */
    String describeMissingTarget() {
        if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            return "does not exist";
        }
        if (!Files.isSymbolicLink(link)) {
            return "is not a symbolic link";
        }
        try {
            Path target = temp.resolve(Files.readSymbolicLink(link));
            return "points to " + target
                    + (Files.isDirectory(target)
                            ? ", and one of them belongs to another user"
                            : ", which does not exist");
        } catch (IOException e) {
            return "can't be read: " + e;
        }
    }

    /**
     * Points the link to a session that this process has made under the lock, unless it points to that of a Ray which is
     * running or starting.
     *
     * @param session in the temp directory; exists, with its logs
     * @throws IOException if the link can't be replaced
     */
    void pointTo(Path session) throws IOException {
        Path target = readTargetOfAnyUser();
        if (target != null && new RaySession(target, clock).isLive()) {
            return;
        }
        Path fresh = temp.resolve("." + NAME + "." + ProcessIds.randomHex(8));
        Files.createSymbolicLink(fresh, session.getFileName());
        try {
            Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
