package io.github.log4jray.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program that reads the log {@value #LOG} while it rotates, with its configuration in the sample. It can be paused, ended
 * and started again.
 */
final class Collector implements AutoCloseable {

    /** The name of the log in the directory that is read. */
    static final String LOG = "worker-app.out";

    private static final Path SAMPLE =
            Path.of("samples/json-pipeline/collectors").toAbsolutePath();

    /** As the OpenTelemetry Collector prints it, and as it stands in a line of JSON. */
    private static final Pattern RECORD = Pattern.compile("(?:Body: Str\\(|\"message\":\")record (\\d+)");

    /** What is tried. */
    enum Kind {
        OPEN_TELEMETRY("otel-collector.yaml", true),
        RSYSLOG("rsyslog.conf", false),
        RSYSLOG_RESTARTS("rsyslog-restarts.conf", true),
        FLUENT_BIT("fluent-bit.conf", false),
        TAIL(null, false);

        private final String configuration;

        /** Whether rotated files are read, too: else only the log and the file that it was when it was last read. */
        final boolean readsBackups;

        Kind(String configuration, boolean readsBackups) {
            this.configuration = configuration;
            this.readsBackups = readsBackups;
        }

        /** @return false for Fluent Bit where it is not there: Debian has no package of it */
        boolean isInstalled() {
            return this != FLUENT_BIT
                    || Stream.of(System.getenv("PATH").split(":"))
                            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "fluent-bit")));
        }

        private List<String> command(Path logs, Path directory) {
            String file = configuration == null
                    ? logs.resolve(LOG).toString()
                    : SAMPLE.resolve(configuration).toString();
            return switch (this) {
                case OPEN_TELEMETRY ->
                    List.of(
                            Installed.directory()
                                    .resolve("otelcol-0.165.0/otelcol/otelcol")
                                    .toString(),
                            "--config",
                            file);
                case RSYSLOG, RSYSLOG_RESTARTS ->
                    List.of(
                            "rsyslogd",
                            "-n",
                            "-f",
                            file,
                            "-i",
                            directory.resolve("pid").toString());
                case FLUENT_BIT -> List.of("fluent-bit", "-q", "-c", file);
                case TAIL ->
                    // coreutils 9.1: started earlier, it stays with the first file.
                    List.of("sh", "-c", "until test -e " + file + "; do sleep 0.01; done; exec tail -n +1 -F " + file);
            };
        }
    }

    private final Kind kind;
    private final Path logs;
    private final Path directory;
    private final Path out;
    private Process process;

    /**
     * @param logs what is read
     * @param directory for what the collector writes
     */
    Collector(Kind kind, Path logs, Path directory) throws IOException {
        this.kind = kind;
        this.logs = Files.createDirectories(logs);
        this.directory = directory;
        this.out = Files.createFile(directory.resolve("out"));
        Files.createDirectories(directory.resolve("state"));
        start();
    }

    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(kind.command(logs, directory))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("err").toFile()));
        builder.environment()
                .putAll(Map.of(
                        "LOGS", logs.toString(),
                        "STATE", directory.resolve("state").toString(),
                        "OUT", out.toString()));
        process = builder.start();
    }

    /** Ends it as a service is stopped, and waits for that. */
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    /** From now on it does nothing, and notices nothing of that. */
    void pause() throws Exception {
        signal("STOP");
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        await().until(() -> Files.readString(status).contains("State:\tT"));
    }

    void goOn() throws Exception {
        signal("CONT");
    }

    private void signal(String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** @return the numbers of the records that it has given, as often as it has given each */
    List<Integer> seen() throws IOException {
        return numbers(Files.readString(out));
    }

    /** @return the numbers of the records in a text */
    static List<Integer> numbers(String text) {
        return RECORD.matcher(text)
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }

    /** @return all that it has given, as it stands */
    String output() throws IOException {
        return Files.readString(out);
    }

    @Override
    public void close() throws Exception {
        goOn();
        stop();
    }
}
