package io.github.log4jray.testing.ray;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.FreePorts;
import io.github.log4jray.testing.fixtures.Installed;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.PythonEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A cluster of one node, of a Ray that {@code .ci/install-ray} has installed. It has ports and a directory of its own,
 * and {@link #close} ends its processes and no others, which {@code ray stop} would.
 */
public final class RayCluster implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final String version;
    private final Path directory;
    private final int port;
    private final Process process;
    private ProcessHandle gcs;
    private List<String> gcsCommand;
    private List<String> gcsEnvironment;

    private RayCluster(String version, Path directory, int port, Process process) {
        this.version = version;
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /**
     * @param version as {@code .ci/install-ray} has it
     * @param environment of the node, and so of its workers
     * @return a cluster that runs
     */
    public static RayCluster start(String version, Map<String, String> environment) throws IOException {
        return start(version, environment, false);
    }

    /** Starts a cluster that answers {@code ray logs} and {@code ray list}, as its dashboard does that. */
    public static RayCluster startWithDashboard(String version) throws IOException {
        return start(version, Map.of(), true);
    }

    private static RayCluster start(String version, Map<String, String> environment, boolean dashboard)
            throws IOException {
        // short: there will be sockets below it
        Path directory = Files.createTempDirectory("ray");
        Path said = directory.resolve("said");
        List<Integer> ports = FreePorts.of(5);
        ProcessBuilder builder = new ProcessBuilder(
                        tool(version, "ray").toString(),
                        "start",
                        "--head",
                        "--block",
                        "--disable-usage-stats",
                        "--include-dashboard=" + dashboard,
                        "--num-cpus=2",
                        "--object-store-memory=100000000",
                        "--node-ip-address=" + HOST,
                        "--temp-dir=" + directory.resolve("t"),
                        "--port=" + ports.get(0),
                        "--ray-client-server-port=" + ports.get(1),
                        "--dashboard-port=" + ports.get(2),
                        "--dashboard-agent-listen-port=" + ports.get(3),
                        "--dashboard-agent-grpc-port=" + ports.get(4),
                        // 0: any that is free
                        "--object-manager-port=0",
                        "--node-manager-port=0",
                        "--min-worker-port=0",
                        "--max-worker-port=0")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("RAY_"));
        builder.environment().putAll(environment);
        RayCluster cluster = new RayCluster(version, directory, ports.get(0), builder.start());
        try {
            Awaitility.await()
                    .atMost(Patience.LONG)
                    .until(() -> Files.readString(said).contains("Ray runtime started") || !cluster.process.isAlive());
            assertThat(cluster.process.isAlive()).as(Files.readString(said)).isTrue();
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    static Path command(String version) {
        return tool(version, "ray");
    }

    /** A program of an installed Ray, which must be there. */
    private static Path tool(String version, String name) {
        Path tool = home(version).resolve("bin").resolve(name);
        assertThat(tool).as("Ray %s: run .ci/install-ray", version).isExecutable();
        return tool;
    }

    private static Path home(String version) {
        return Installed.directory().resolve("ray-" + version);
    }

    /** @return the jar with all of Ray's Java, Log4j included */
    public static Path jar(String version) {
        tool(version, "ray");
        try (Stream<Path> lib = Files.list(home(version).resolve("lib"))) {
            return lib.map(python -> python.resolve("site-packages/ray/jars/ray_dist.jar"))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String version() {
        return version;
    }

    public Path python() {
        return PythonEnvironment.ofRay(version);
    }

    public String address() {
        return HOST + ":" + port;
    }

    /**
     * Runs Ray's command line for this cluster.
     *
     * @return what it has printed
     */
    public List<String> tool(String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of(tool(version, "ray").toString()), Stream.of(arguments))
                .toList();
        Path printed = Files.createTempFile(directory, "tool", "");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile());
        builder.environment().put("RAY_ADDRESS", address());
        Process tool = builder.start();
        try {
            assertThat(tool.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            return Files.readAllLines(printed);
        } finally {
            tool.destroyForcibly();
        }
    }

    /** @return where Ray and its workers log */
    public Path logs() {
        return directory.resolve("t/session_latest/logs");
    }

    /** Kills the GCS, and keeps the rest of the node from ending for it. */
    public void killGcs() throws IOException, InterruptedException {
        signal(process.toHandle(), "STOP");
        gcs = process.descendants()
                .filter(handle -> handle.info().command().orElse("").endsWith("gcs_server"))
                .findFirst()
                .orElseThrow();
        Path proc = Path.of("/proc/" + gcs.pid());
        gcsCommand = split(proc.resolve("cmdline"));
        gcsEnvironment = split(proc.resolve("environ"));
        gcs.destroyForcibly();
        // It stays a zombie, as its parent is held.
        Awaitility.await()
                .atMost(Patience.LONG)
                .until(() -> Files.readString(proc.resolve("stat")).contains(") Z "));
    }

    /** Starts the GCS again, as it was. */
    public void startGcsAgain() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(gcsCommand)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("gcs-again").toFile());
        builder.environment().clear();
        for (String variable : gcsEnvironment) {
            int end = variable.indexOf('=');
            builder.environment().put(variable.substring(0, end), variable.substring(end + 1));
        }
        gcs = builder.start().toHandle();
    }

    private static List<String> split(Path file) throws IOException {
        return List.of(Files.readString(file).split("\0"));
    }

    private static void signal(ProcessHandle handle, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(handle.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Once more is nothing. */
    @Override
    public void close() {
        if (!Files.exists(directory)) {
            return;
        }
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        process.destroy();
        if (gcs != null) {
            all.forEach(ProcessHandle::destroyForcibly);
            gcs.destroyForcibly();
        }
        if (!haveEnded(all)) {
            all.forEach(ProcessHandle::destroyForcibly);
            assertThat(haveEnded(all)).as("killed processes of Ray").isTrue();
        }
        delete(directory);
    }

    private static boolean haveEnded(List<ProcessHandle> processes) {
        try {
            CompletableFuture.allOf(
                            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
