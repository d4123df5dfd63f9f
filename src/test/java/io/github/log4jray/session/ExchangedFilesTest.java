package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.OtherUser;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another user exchanges two names without a pause, between each check of this library and its use. Needs root. */
@Tag("root")
class ExchangedFilesTest {

    private static final int LOOK_UPS = 3_000;
    private static final int RENAME_EXCHANGE = 2;
    private static final String EXCHANGING = String.join(
            "\n",
            "import ctypes, os, sys",
            "libc = ctypes.CDLL(None); a, b = (name.encode() for name in sys.argv[1:])",
            "parent = os.getppid()",
            "while os.getppid() == parent:",
            "    for _ in range(100): libc.renameat2(-100, a, -100, b, " + RENAME_EXCHANGE + ")");

    @TempDir
    private Path directory;

    @BeforeEach
    void letOthersIn() throws Exception {
        Files.setAttribute(directory, "unix:mode", 0755);
    }

    private static Process exchange(Path a, Path b) throws Exception {
        List<String> command = new ArrayList<>(Arrays.asList(OtherUser.launcher(OtherUser.NOBODY)));
        command.addAll(List.of("/usr/bin/python3", "-c", EXCHANGING, a.toString(), b.toString()));
        return new ProcessBuilder(command).inheritIO().start();
    }

    private static void give(Path path) throws Exception {
        Files.setAttribute(path, "unix:uid", OtherUser.NOBODY, LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void driverThatAnotherUserPublishesIsNeverRead() throws Exception {
        Session session = Session.named(directory.resolve("session"), null).make();
        new DriverEndpoint("d".repeat(32), "01000000", "tcp://127.0.0.1:1", "mine", 1).publish(session);
        Path published = session.bookkeepingDirectory().resolve("driver-01000000.json");
        String others = Files.readString(published).replace("mine", "theirs");
        Path fake = Files.writeString(session.bookkeepingDirectory().resolve("driver-02000000.json"), others);
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rw-r--r--"));
        give(fake);
        Files.setAttribute(session.bookkeepingDirectory(), "unix:mode", 0777);
        int mine = 0;
        int none = 0;
        Process attack = exchange(published, fake);
        try {
            while (mine < LOOK_UPS / 2 || none < LOOK_UPS / 10) {
                assertThat(attack.isAlive()).isTrue();
                DriverEndpoint read = DriverEndpoint.of(session, "01000000");
                assertThat(read == null ? "mine" : read.token()).isEqualTo("mine");
                mine += read == null ? 0 : 1;
                none += read == null ? 1 : 0;
            }
        } finally {
            attack.destroyForcibly().waitFor();
        }
    }

    @Test
    void latestSessionIsNeverThatOfAnotherUser() throws Exception {
        Path home = Files.createDirectory(directory.resolve("home")).toRealPath();
        Path others = Files.createDirectory(directory.resolve("others"));
        Path evil = Files.createDirectory(others.resolve("evil"));
        Path a = Files.createSymbolicLink(others.resolve("a"), home);
        Path b = Files.createSymbolicLink(others.resolve("b"), evil);
        for (Path each : List.of(evil, a, b, others)) {
            give(each);
        }
        Files.createSymbolicLink(directory.resolve("session_latest"), a);
        SessionLink link = new SessionLink(directory, InstantSource.system());
        int mine = 0;
        int none = 0;
        Process attack = exchange(a, b);
        try {
            while (mine < LOOK_UPS / 10 || none < LOOK_UPS / 10) {
                assertThat(attack.isAlive()).isTrue();
                Path target = link.readTarget();
                assertThat(target == null ? home : target).isEqualTo(home);
                mine += target == null ? 0 : 1;
                none += target == null ? 1 : 0;
            }
        } finally {
            attack.destroyForcibly().waitFor();
        }
    }
}
