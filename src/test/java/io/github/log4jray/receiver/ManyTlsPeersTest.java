package io.github.log4jray.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fakes.Crowd;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.fixtures.Shown;
import io.github.log4jray.testing.programs.DriverProgram;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of handshakes of TLS at once, in a driver with 96 MB of memory. */
@Tag("slow")
class ManyTlsPeersTest {

    private static final int STRANGERS = 5_000;

    /** As many as a busy machine can do the arithmetic for, on both sides. */
    private static final int WORKERS = 500;

    private static final long MEMORY = 96 << 20;

    /** The manual names 18 KB. */
    private static final long MOST_OF_EACH = 22 << 10;

    private static final int LINES = 1_000;

    @TempDir
    private Path directory;

    private Path session;

    private JavaProcess driver() throws IOException {
        session = directory.resolve("session");
        return JavaProcess.plan(directory, DriverProgram.class)
                .configured(Config.driverConsole().with("tls", "true"))
                .option("-Xmx" + MEMORY)
                .environment(environment())
                .start();
    }

    private JavaProcess worker() throws IOException {
        return JavaProcess.plan(directory, LogLines.class)
                .configured(Config.driverStream().with("overflow", "block").with("shutdownTimeoutMillis", "90000"))
                .environment(environment())
                .start();
    }

    private Map<String, String> environment() {
        // All workers log the same lines, within a moment.
        return Map.of("RAY_SESSION_DIR", session.toString(), "RAY_NODE_IP", "10.0.0.1", "RAY_DEDUP_LOGS", "0");
    }

    private String fingerprint() throws IOException {
        return Files.readString(PublishedDriver.file(session, "01000000"))
                .replaceAll("(?s).*sha256=([0-9a-f]{64}).*", "$1");
    }

    private static byte[] clientHello() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }

    private static void assertShown(JavaProcess driver, JavaProcess worker, int lines) {
        await().until(() -> Shown.in(driver.lines()).of(worker).size() >= lines);
        assertThat(Shown.in(driver.lines()).of(worker))
                .isEqualTo(IntStream.range(0, lines).boxed().toList());
    }

    @Test
    void halfHandshakesEndAndHonestWorkersAreServed() throws Exception {
        try (JavaProcess driver = driver()) {
            PublishedDriver published = PublishedDriver.await(session, "01000000");
            try (JavaProcess before = worker();
                    Crowd crowd = new Crowd(published.port())) {
                before.tell(LINES);
                assertShown(driver, before, LINES);
                crowd.join(STRANGERS, clientHello());
                before.tell(LINES);
                try (JavaProcess after = worker()) {
                    after.tell(LINES);
                    assertShown(driver, before, 2 * LINES);
                    assertShown(driver, after, LINES);
                    before.end();
                    after.end();
                }
            }
            driver.end();
            assertThat(driver.errors()).isEmpty();
            assertThat(driver.err()).containsOnlyOnce(" is refused: ");
        }
    }

    @Test
    void handshakesAtOnceAllEndWellAndEachConnectionTakesLittleMemory() throws Exception {
        try (JavaProcess driver = driver()) {
            PublishedDriver published = PublishedDriver.await(session, "01000000");
            try (JavaProcess honest = worker();
                    TlsCrowd crowd = new TlsCrowd(published.port(), fingerprint(), published.token())) {
                honest.tell(LINES);
                assertShown(driver, honest, LINES);
                long before = Heap.used(driver);
                crowd.join(WORKERS);
                honest.tell(LINES);
                assertShown(driver, honest, 2 * LINES);
                long each = (Heap.used(driver) - before) / WORKERS;

                assertThat(each).as("bytes of each").isLessThan(MOST_OF_EACH);
                honest.end();
            }
            driver.end();
            assertThat(driver.errors()).isEmpty();
        }
    }

    /** What {@code jcmd} says of a process. */
    private static final class Heap {

        private Heap() {}

        /** @return how many bytes live objects take */
        private static long used(JavaProcess process) throws Exception {
            Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
            String pid = Long.toString(process.pid());
            Process histogram = new ProcessBuilder(jcmd.toString(), pid, "GC.class_histogram").start();
            String text = new String(histogram.getInputStream().readAllBytes());
            String total = text.lines()
                    .filter(line -> line.startsWith("Total"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(total.trim().split("\\s+")[2]);
        }
    }
}
