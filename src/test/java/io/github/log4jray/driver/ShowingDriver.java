package io.github.log4jray.driver;

import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.PublishedDriver;
import io.github.log4jray.testing.programs.DriverProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A driver in a process of its own that is sent batches over TCP, and all that reached its standard streams. */
public final class ShowingDriver {

    /** The driver's own. */
    public static final String IP = "10.0.0.1";

    /** Ends each line on a terminal. */
    public static final String ERASE = "\u001b[K";

    private static final String SENDER = "0123456789abcdef0123456789abcdef";
    private static final int SENT_AT_ONCE = 500;

    private final Path directory;
    private final String out;
    private final String err;

    /**
     * @param directory for files
     * @param out what standard output is, {@code pty} or {@code file}
     * @param err what standard error is
     */
    public ShowingDriver(Path directory, String out, String err) {
        this.directory = directory;
        this.out = out;
        this.err = err;
    }

    /** What reached the two streams. */
    public record Streams(String out, String err) {}

    /**
     * @param environment of the driver
     * @param attributes of its {@code DriverConsole}
     * @param batches are sent to it, and then it ends
     * @return what it has shown of them
     */
    public Streams show(Map<String, String> environment, String attributes, List<SentBatch> batches) throws Exception {
        Path session = Files.createTempDirectory(directory, "session_");
        Map<String, String> all = new HashMap<>(environment);
        all.put("RAY_SESSION_DIR", session.toString());
        all.putIfAbsent("TERM", "xterm");
        String erase = out.equals("pty") && !all.get("TERM").equals("dumb") ? ERASE : "";
        String end = out.equals("pty") ? "\r\n" : "\n";
        String ready = "ready" + end;
        Path outFile = directory.resolve("driver.out");
        Path errFile = directory.resolve("driver.err");
        Files.deleteIfExists(outFile);
        JavaProcess.Plan plan = JavaProcess.plan(directory, DriverProgram.class)
                // one of the lines has the token of progress bars, which is a warning
                .configured(Config.of(Config.driverConsole()
                                .attributes(attributes)
                                .with("shutdownTimeoutMillis", 60_000)
                                .with(Config.pattern("own %m%n")))
                        .status("error"))
                .option("-Dray.node-ip=" + IP)
                .launchedBy("python3", "src/test/python/with_streams.py", out + ":" + outFile, err + ":" + errFile)
                .environment(all);
        try (JavaProcess driver = plan.start()) {
            Awaitility.await()
                    .until(() ->
                            Files.exists(outFile) && Files.readString(outFile).contains(ready));
            PublishedDriver published = PublishedDriver.await(session, "01000000");
            try (ProtocolPeer worker = ProtocolPeer.connect(published.port())) {
                worker.hello(published.token(), SENDER);
                send(worker, batches);
            }
            driver.end();
        }
        String shown = Files.readString(outFile);
        return new Streams(
                shown.substring(shown.indexOf(ready) + ready.length()).replace("own driver goes" + erase + end, ""),
                Files.readString(errFile));
    }

    /**
     * Sends batches and waits until they are printed.
     *
     * @param worker has been welcomed
     * @param batches get the numbers from 1 on
     */
    public static void send(ProtocolPeer worker, List<SentBatch> batches) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < batches.size(); i++) {
            lines.append(batches.get(i).json("\"seq\":" + (i + 1))).append('\n');
            if ((i + 1) % SENT_AT_ONCE == 0 || i + 1 == batches.size()) {
                worker.send(lines.toString().getBytes(StandardCharsets.UTF_8));
                lines.setLength(0);
                worker.awaitAcked(i + 1);
            }
        }
    }
}
