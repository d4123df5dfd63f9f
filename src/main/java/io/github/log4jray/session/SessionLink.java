package io.github.log4jray.session;

import io.github.log4jray.context.ProcessIds;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** {@code <temp>/session_latest}, the symbolic link to the newest session. It is replaced atomically. */
final class SessionLink {

    private static final String NAME = "session_latest";
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LOCK_RETRY = Duration.ofMillis(2);

    private final Path temp;
    private final Path link;

    SessionLink(Path temp) {
        this.temp = temp;
        this.link = temp.resolve(NAME);
    }

    /**
     * Runs an action while no other process of this user reads or changes the link for a decision of its own.
     *
     * @param action runs even where the lock can't be had within ten seconds: nobody who holds it, or has put
     *     something in its place, must stop another
     * @return what the action returned
     * @throws IOException of the action, or where the lock file can't be made
     */
    Path locked(Action action) throws IOException {
        Path lockFile = temp.resolve("." + NAME + "." + FileOwner.id() + ".lock");
        try (FileChannel channel = opened(lockFile)) {
            FileLock lock = null;
            long deadline = System.nanoTime() + LOCK_TIMEOUT.toNanos();
            while (channel != null && (lock = tryLock(channel)) == null && System.nanoTime() < deadline) {
                LockSupport.parkNanos(LOCK_RETRY.toNanos());
            }
            return action.run();
        }
    }

    /** Null where another user has put something of that name there: it must not keep this one from logging. */
    private static FileChannel opened(Path lockFile) throws IOException {
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

    /** What runs under the lock. */
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
     * @return the session that the link names; null where there is none, where it has gone, or where it is another
     *     user's
     * @throws IOException where there is something else in the place of the link
     */
    Path target() throws IOException {
        Path target = anybodysTarget();
        return target != null && FileOwner.isMine(target.toRealPath()) ? target : null;
    }

    /** @return whether the link belongs to another user, who alone may replace it in a directory such as /tmp */
    boolean isForeign() {
        try {
            return !FileOwner.isMine(link);
        } catch (IOException e) {
            return false;
        }
    }

    private Path anybodysTarget() throws IOException {
        if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        if (!Files.isSymbolicLink(link)) {
            throw new FileSystemException(link.toString(), null, "is no symbolic link");
        }
        Path target = temp.resolve(Files.readSymbolicLink(link));
        return Files.isDirectory(target) ? target : null;
    }

    /**
     * Lets the link name a session, unless it names a newer one or that of a live Ray.
     *
     * @param session exists, with its logs
     * @throws IOException where the link can't be replaced
     */
    void pointTo(Path session) throws IOException {
        Path target = anybodysTarget();
        if (target != null && (isNewer(target, session) || isLiveRay(target))) {
            return;
        }
        Path fresh = temp.resolve("." + NAME + "." + ProcessIds.randomHex(8));
        Files.createSymbolicLink(fresh, session);
        try {
            Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Names begin with the time, so they sort by age. */
    private static boolean isNewer(Path target, Path session) {
        return target.getFileName().toString().compareTo(session.getFileName().toString()) > 0;
    }

    /** A raylet that lives accepts on its socket. */
    private static boolean isLiveRay(Path session) {
        Path socket = session.resolve("sockets").resolve("raylet");
        if (!Files.exists(socket)) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
