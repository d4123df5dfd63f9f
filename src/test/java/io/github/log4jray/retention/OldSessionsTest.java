package io.github.log4jray.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.session.Registration;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which sessions go. */
class OldSessionsTest {

    private static final Duration OLD = Duration.ofHours(5);

    @TempDir
    private Path temp;

    private SimulatedSession simulated;
    private Registration settings;

    @BeforeEach
    void makeSession() throws IOException {
        simulated = new SimulatedSession(temp, "session_2026-11-28_10-00-00_000000_4000000");
        settings = simulated.withSettings(0, 0, 2);
    }

    @AfterEach
    void end() {
        settings.close();
    }

    private Path old(int day) throws IOException {
        Path session = temp.resolve("session_2026-11-0" + day + "_10-00-00_000000_400000" + day);
        simulated.file(session.resolve("logs").resolve(SimulatedSession.worker(4000000 + day)), 10, OLD);
        Files.createDirectories(session.resolve("log4jray"));
        return session;
    }

    private List<String> sessions() throws IOException {
        try (var names = Files.list(temp)) {
            return names.map(name -> name.getFileName().toString())
                    .filter(name -> !name.equals("session_latest"))
                    .map(name -> name.substring(0, Math.min(name.length(), 18)))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void newestAreKept() throws IOException {
        for (int day : new int[] {1, 2, 3, 4}) {
            old(day);
        }
        RetentionPass.Result result = simulated.pass();

        assertThat(result.sessions()).isEqualTo(3);
        assertThat(result.removedBytes()).isEqualTo(30);
        assertThat(sessions()).containsExactly("session_2026-11-04", "session_2026-11-28");
    }

    @Test
    void targetOfTheLinkAndTheOwnSessionStay() throws IOException {
        old(1);
        Files.createSymbolicLink(temp.resolve("session_latest"), old(2).getFileName());
        for (int later : new int[] {7, 8, 9}) {
            Files.createDirectories(temp.resolve("session_2027-01-0" + later + "_10-00-00_000000_4000009/logs"));
        }
        simulated.now = simulated.now.plus(Duration.ofDays(3650));

        simulated.pass();

        assertThat(sessions())
                .containsExactly(
                        "session_2026-11-02", "session_2026-11-28", "session_2027-01-08", "session_2027-01-09");
        assertThat(temp.resolve("session_latest")).exists();
    }

    @Test
    void sessionThatAProcessUsesStays() throws Exception {
        Path registered = old(1);
        Registration process = new Registration(registered.resolve("log4jray"));
        process.addLog("app.log", 1);
        Path worked = old(2);
        simulated.processes.alive.add(4000002L);
        Path open = old(3);
        simulated.processes.open.add(
                SimulatedSession.key(open.resolve("logs").resolve(SimulatedSession.worker(4000003))));
        old(4);
        old(5);

        simulated.pass();
        process.close();

        assertThat(List.of(registered, worked, open)).allMatch(Files::isDirectory);
        assertThat(sessions()).doesNotContain("session_2026-11-04").contains("session_2026-11-05");
    }

    @Test
    void sessionOfALivingRayStaysAndGoesAnHourAfterItsEnd() throws Exception {
        Path ray = old(1);
        old(3);
        Path socket = Files.createDirectories(ray.resolve("sockets")).resolve("raylet");
        try (ServerSocketChannel raylet = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            raylet.bind(UnixDomainSocketAddress.of(socket));
            simulated.pass();
            assertThat(ray).isDirectory();
        }
        simulated.now = simulated.now.minus(OLD).plus(Duration.ofMinutes(59));
        simulated.pass();
        assertThat(ray).isDirectory();

        simulated.now = simulated.now.plus(Duration.ofMinutes(2));
        simulated.pass();
        assertThat(ray).doesNotExist();
    }

    @Test
    void whatAKilledPassHasRenamedGoesOrComesBack() throws IOException {
        Path gone = old(1);
        Path used = old(2);
        Files.move(gone, temp.resolve(".removed-0123abcd-" + gone.getFileName()));
        Path hidden = Files.move(used, temp.resolve(".removed-0123abce-" + used.getFileName()));
        simulated.processes.alive.add(4000002L);

        simulated.pass();

        assertThat(hidden).doesNotExist();
        assertThat(used).isDirectory();
        assertThat(sessions()).containsExactly("session_2026-11-02", "session_2026-11-28");
    }

    @Test
    void sessionOfAnotherNameRemovesOldOnesBesideIt() throws IOException {
        SimulatedSession named = new SimulatedSession(temp, "mine");
        Registration keep = named.withSettings(0, 0, 1);
        old(1);
        Files.createDirectories(temp.resolve("yours/logs"));

        assertThat(named.pass().sessions()).isEqualTo(1);
        keep.close();

        assertThat(sessions()).containsExactly("mine", "session_2026-11-28", "yours");
    }
}
