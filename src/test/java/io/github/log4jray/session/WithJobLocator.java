package io.github.log4jray.session;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of what a process finds in its session, which is made for each of them. */
abstract class WithJobLocator {

    @TempDir
    Path directory;

    final AtomicLong nanoTime = new AtomicLong();
    Session session;

    @BeforeEach
    void session() throws IOException {
        session = Session.named(directory.resolve("session"), null).make();
    }

    static ProcessIds ids(String jobId, String workerId, Map<String, String> variables) {
        return ProcessIds.configured(
                new Attributes("Test", "test"), Environment.of(Map.of(), variables), jobId, workerId);
    }

    JobLocator locator(ProcessRole role, ProcessIds ids) {
        return new JobLocator(new ProcessIdentity(session, ids, role), () -> null, nanoTime::get);
    }

    JobLocator locator(ProcessRole role) {
        return locator(role, ids(null, null, Map.of()));
    }

    List<String> claims() {
        return !Files.exists(session.bookkeepingDirectory())
                ? List.of()
                : TempDirectory.names(session.bookkeepingDirectory()).stream()
                        .filter(name -> name.startsWith("job-"))
                        .toList();
    }

    void claimedByOthers(int first, int last) throws IOException {
        Path claims = session.makeBookkeepingDirectory();
        for (int i = first; i <= last; i++) {
            Files.createFile(claims.resolve("job-%02x%02x0000".formatted(i & 255, i >> 8)));
        }
    }

    static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    void publish(String driver, String job, ServerSocket socket) throws IOException {
        new DriverEndpoint(driver.repeat(32), job, "tcp://127.0.0.1:" + socket.getLocalPort(), "token", 1)
                .publish(session);
    }
}
