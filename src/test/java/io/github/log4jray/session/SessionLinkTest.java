package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.log4jray.ownership.FileOwner;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionLinkTest {

    private static final String OLD = "session_2020-01-01_00-00-00_000000_1";
    private static final String NEW = "session_2021-01-01_00-00-00_000000_1";

    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final InstantSource clock = now::get;
    private TempDirectory temp;
    private SessionLink link;

    @BeforeEach
    void link() {
        temp = new TempDirectory(directory);
        link = new SessionLink(directory, clock);
    }

    private Path session(String name) throws IOException {
        Path session = Files.createDirectory(directory.resolve(name));
        Files.createDirectory(session.resolve("logs"));
        return session;
    }

    private Path startingRay(long pid) throws IOException {
        Path session = Files.createDirectory(directory.resolve("session_2020-01-01_00-00-00_000000_" + pid));
        Files.createDirectory(session.resolve("sockets"));
        Files.createSymbolicLink(temp.link(), session);
        return session;
    }

    private Path lockFile() {
        return directory.resolve(".session_latest." + FileOwner.readUserId() + ".lock");
    }

    private static ServerSocketChannel raylet(Path session) throws IOException {
        Path socket = Files.createDirectories(session.resolve("sockets")).resolve("raylet");
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    private void assertPointsTo(Path session) throws IOException {
        assertThat(temp.link()).isSymbolicLink();
        assertThat(temp.link().toRealPath()).isEqualTo(session.toRealPath());
        assertThat(TempDirectory.names(directory))
                .allSatisfy(name -> assertThat(name).startsWith("session_"));
    }

    @Test
    void hasNoTargetWhereThereIsNoLink() throws Exception {
        assertThat(link.readTarget()).isNull();
        assertThat(link.checkForeign()).isFalse();
    }

    @Test
    void hasNoTargetWhereTheSessionHasGone() throws Exception {
        Files.createSymbolicLink(temp.link(), directory.resolve(OLD));

        assertThat(link.readTarget()).isNull();
    }

    @Test
    void saysWhyItHasNoTarget() throws Exception {
        assertThat(link.describeMissingTarget()).isEqualTo("does not exist");
        Path gone = directory.resolve(OLD);
        Files.createSymbolicLink(temp.link(), gone);
        assertThat(link.describeMissingTarget()).isEqualTo("points to " + gone + ", which does not exist");
        Files.delete(temp.link());
        Files.createFile(temp.link());
        assertThat(link.describeMissingTarget()).isEqualTo("is not a symbolic link");
    }

    @Test
    void targetMayBeRelative() throws Exception {
        Path session = session(OLD);
        Files.createSymbolicLink(temp.link(), Path.of(OLD));

        assertThat(link.readTarget()).isEqualTo(session);
    }

    private static boolean connects(SocketChannel client, Path socket) throws IOException {
        try {
            return client.connect(UnixDomainSocketAddress.of(socket));
        } catch (SocketException e) {
            assertThat(e).hasMessage("Resource temporarily unavailable");
            return false;
        }
    }

    @Test
    void rayletThatHasNoTimeToAcceptIsLive() throws Exception {
        Path session = session(OLD);
        Files.createSymbolicLink(temp.link(), session);
        Path socket = Files.createDirectories(session.resolve("sockets")).resolve("raylet");
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel raylet = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            raylet.bind(UnixDomainSocketAddress.of(socket), 1);
            boolean connected = true;
            while (connected) {
                SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
                waiting.add(client);
                client.configureBlocking(false);
                connected = connects(client, socket);
            }
            link.pointTo(session(NEW));

            assertPointsTo(session);
        } finally {
            for (SocketChannel client : waiting) {
                client.close();
            }
        }
    }

    @Test
    void somethingElseInItsPlaceIsAnError() throws Exception {
        Files.createDirectory(temp.link());

        assertThatThrownBy(link::readTarget)
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("is not a symbolic link");
        assertThatThrownBy(() -> link.pointTo(session(NEW))).hasMessageContaining("is not a symbolic link");
        assertThat(Files.isDirectory(temp.link(), LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    void isMadeWhereThereIsNone() throws Exception {
        Path session = session(NEW);
        link.pointTo(session);

        assertPointsTo(session);
        assertThat(link.readTarget()).isEqualTo(session);
    }

    @ParameterizedTest
    @ValueSource(strings = {OLD, "session_9999-01-01_00-00-00_000000_1"})
    void isTakenFromASessionThatWasMadeBeforeWhateverItsNameSays(String name) throws Exception {
        Files.createSymbolicLink(temp.link(), session(name));
        Path session = session(NEW);
        link.pointTo(session);

        assertPointsTo(session);
    }

    @Test
    void itsTargetIsRelativeAndHoldsWhereTheVolumeIsMountedElsewhere() throws Exception {
        Path session = session(NEW);
        link.pointTo(session);

        assertThat(Files.readSymbolicLink(temp.link())).isEqualTo(Path.of(NEW));
    }

    @Test
    void isTakenFromAnEmptySession() throws Exception {
        Files.createSymbolicLink(temp.link(), Files.createDirectory(directory.resolve(OLD)));
        Path session = session(NEW);
        link.pointTo(session);

        assertPointsTo(session);
    }

    @Test
    void isTakenFromASessionThatHasGone() throws Exception {
        Files.createSymbolicLink(temp.link(), directory.resolve("session_9999-01-01_00-00-00_000000_1"));
        Path session = session(NEW);
        link.pointTo(session);

        assertPointsTo(session);
    }

    @Test
    void isLeftToARunningRayAndTakenOnceThatHasEnded() throws Exception {
        Path rays = session(OLD);
        Path session = session(NEW);
        Files.createSymbolicLink(temp.link(), rays);
        try (ServerSocketChannel raylet = raylet(rays)) {
            link.pointTo(session);
            assertThat(raylet.isOpen()).isTrue();
            assertPointsTo(rays);
        }
        assertThat(rays.resolve("sockets/raylet")).exists();
        link.pointTo(session);

        assertPointsTo(session);
    }

    @Test
    void isLeftToARayThatIsStarting() throws Exception {
        Path rays = startingRay(ProcessHandle.current().pid());
        now.set(Instant.now().plus(Duration.ofDays(1)));
        link.pointTo(session(NEW));

        assertPointsTo(rays);
    }

    @Test
    void isLeftToARayWhoseStarterHasEndedForAMinute() throws Exception {
        Path rays = startingRay(endedProcess());
        Path session = session(NEW);
        link.pointTo(session);
        assertPointsTo(rays);

        now.set(Instant.now().plus(Duration.ofSeconds(61)));
        link.pointTo(session);
        assertPointsTo(session);
    }

    @Test
    void linkToARayThatHasEndedIsReplacedAlsoIfItsClockWasAhead() throws Exception {
        Path rays = startingRay(endedProcess());
        Files.setLastModifiedTime(rays, FileTime.from(now.get().plus(Duration.ofDays(1))));
        Path session = session(NEW);
        link.pointTo(session);

        assertPointsTo(session);
    }

    private static long endedProcess() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }

    @Test
    void actionRunsUnderTheLock() throws Exception {
        Path result = link.locked(() -> {
            assertLocked();
            return directory;
        });

        assertThat(result).isEqualTo(directory);
        try (FileChannel another = openLockFile()) {
            assertThat(another.tryLock()).as("the lock is released").isNotNull();
        }
    }

    @Test
    void aPipeInThePlaceOfTheLockFileHoldsNothingUp() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", lockFile().toString()).start().waitFor())
                .isZero();

        assertThat(link.locked(() -> directory)).isEqualTo(directory);
    }

    private FileChannel openLockFile() throws IOException {
        return FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private void assertLocked() throws IOException {
        try (FileChannel another = openLockFile()) {
            assertThatThrownBy(another::tryLock).isInstanceOf(OverlappingFileLockException.class);
        }
    }

    @Test
    void actionWaitsUntilTheLockIsReleased() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        try (FileChannel holder = openLockFile()) {
            holder.lock();
            SessionLink waiting = new SessionLink(directory, clock, () -> {
                if (looks.incrementAndGet() == 5) {
                    closeQuietly(holder);
                }
                return 0;
            });
            waiting.locked(() -> {
                assertThat(looks).hasValue(5);
                assertLocked();
                return null;
            });
        }
        assertThat(looks).hasValue(5);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void actionRunsWithoutTheLockAfterThreeSeconds() throws Exception {
        AtomicInteger tenths = new AtomicInteger();
        try (FileChannel holder = openLockFile()) {
            holder.lock();
            SessionLink waiting = new SessionLink(
                    directory, clock, () -> TimeUnit.MILLISECONDS.toNanos(100L * tenths.getAndIncrement()));

            assertThat(waiting.locked(() -> directory)).isEqualTo(directory);
            assertThat(holder.isOpen()).isTrue();
        }
        assertThat(tenths)
                .as("looks at the clock, at 0 to 30 tenths of a second")
                .hasValue(31);
    }

    @Test
    void actionRunsWhereTheLockFileCannotBeOpened() throws Exception {
        Files.createSymbolicLink(lockFile(), directory.resolve("elsewhere"));

        assertThat(link.locked(() -> directory)).isEqualTo(directory);
        assertThat(directory.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void actionDoesNotRunWithoutATempDirectory() {
        SessionLink nowhere = new SessionLink(directory.resolve("none"), clock);

        assertThatThrownBy(() -> nowhere.locked(() -> {
                    throw new AssertionError("has run");
                }))
                .isInstanceOf(IOException.class);
    }
}
