package io.github.log4jray.testing.spark;

import io.github.log4jray.testing.fixtures.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A command of Spark that runs in the background. It writes to files what it prints. */
public final class SparkCommand implements AutoCloseable {

    private static final Pattern PROMPTS = Pattern.compile("^(>>> |\\.\\.\\. )+");

    private final Path program;
    private final Path directory;
    private final Consumer<ProcessBuilder> environment;
    private final List<String> options = new ArrayList<>();
    private final List<String> last = new ArrayList<>();
    private Path out;
    private Path err;
    private Process process;

    SparkCommand(Path program, Path directory, Consumer<ProcessBuilder> environment) {
        this.program = program;
        this.directory = directory;
        this.environment = environment;
    }

    public SparkCommand option(String name, String value) {
        options.addAll(List.of(name, value));
        return this;
    }

    /** @return this, with a setting of Spark; the last one of a name applies */
    public SparkCommand conf(String name, String value) {
        return option("--conf", name + "=" + value);
    }

    /** @return this, with arguments behind all options */
    public SparkCommand last(String... arguments) {
        last.addAll(List.of(arguments));
        return this;
    }

    public SparkCommand start() throws IOException {
        out = Files.createTempFile(directory, "command-", ".out");
        err = Files.createTempFile(directory, "command-", ".err");
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(options);
        command.addAll(last);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        environment.accept(builder);
        process = builder.start();
        return this;
    }

    /** Writes to its standard input, and ends that. */
    public void tell(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
    }

    /** Waits for its end, which must be a good one. */
    public SparkCommand join() throws InterruptedException {
        if (!process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it has not ended: " + err());
        }
        if (process.exitValue() != 0) {
            throw new AssertionError("it has ended with " + process.exitValue() + ": " + err());
        }
        return this;
    }

    public List<String> out() {
        return lines(out);
    }

    public List<String> err() {
        return lines(err);
    }

    /** @return the lines of executors, of both streams */
    public List<String> ofExecutors() {
        return all().stream().filter(line -> line.startsWith("(")).toList();
    }

    /** @return the other lines */
    public List<String> others() {
        return all().stream()
                .filter(line -> !line.startsWith("(") && !line.isEmpty())
                .toList();
    }

    /** Without prompts, as lines of executors may come behind one. */
    private List<String> all() {
        return Stream.concat(out().stream(), err().stream())
                .map(line -> PROMPTS.matcher(line).replaceFirst(""))
                .toList();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
