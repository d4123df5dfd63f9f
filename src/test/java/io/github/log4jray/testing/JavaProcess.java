package io.github.log4jray.testing;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JVM of its own with a main class of the tests. What it prints goes to files; {@link #close} ends it if need be. */
public final class JavaProcess implements AutoCloseable {

    /** That of the class path of the tests, and the oldest; in the profile {@code matrix} the one of the class path. */
    public static final List<String> LOG4J_VERSIONS =
            List.of(System.getProperty("log4jray.log4j.versions").split(","));

    /** Log4j 2.20 begins a line with it, the others do with the time. */
    private static final Pattern ERROR = Pattern.compile("(^| )ERROR ");

    private static final long MOST_SECONDS = 120;

    private final Process process;
    private final Path out;
    private final Path err;

    private JavaProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** How a process is to be started. */
    public static final class Plan {

        private final Path directory;
        private final String main;
        private final List<String> arguments;
        private final List<String> options = new ArrayList<>(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"));
        private final List<String> launcher = new ArrayList<>();
        private Map<String, String> environment = Map.of();
        private String log4j;
        private boolean piped;
        private Path javaHome = Path.of(System.getProperty("java.home"));
        private String classPath = System.getProperty("java.class.path");

        private Plan(Path directory, Class<?> main, String... arguments) {
            this.directory = directory;
            this.main = main.getName();
            this.arguments = List.of(arguments);
            if (Runtime.version().feature() > 23) {
                // newer JDKs warn of what Disruptor 3 does
                options.add("--sun-misc-unsafe-memory-access=allow");
            }
        }

        /** Logs as this configuration says; it is written to a file first. */
        public Plan configured(String configuration) throws IOException {
            Path file = Files.createTempFile(directory, "log4j2-", ".xml");
            Files.writeString(file, configuration);
            return option("-Dlog4j2.configurationFile=" + file.toUri());
        }

        public Plan option(String option) {
            options.add(option);
            return this;
        }

        public Plan environment(Map<String, String> variables) {
            environment = variables;
            return this;
        }

        /** Begins the command line, as {@code setpriv} does. */
        public Plan launchedBy(String... command) {
            launcher.addAll(List.of(command));
            return this;
        }

        /** Runs on the last of {@link #LOG4J_VERSIONS}. */
        public Plan onOldestLog4j() {
            return onLog4j(LOG4J_VERSIONS.get(LOG4J_VERSIONS.size() - 1));
        }

        /** Runs on one of {@link #LOG4J_VERSIONS}. */
        public Plan onLog4j(String version) {
            log4j = version.equals(LOG4J_VERSIONS.get(0)) ? null : version;
            return this;
        }

        /** Runs on the newer JDK that {@code .ci/install-jdk} has installed. */
        public Plan onNewerJdk() {
            javaHome = Installed.directory().resolve("jdk-25/java-home");
            return this;
        }

        /** Replaces the class path of the tests, as for a user who may not read that. */
        public Plan classPath(String newClassPath) {
            classPath = newClassPath;
            return this;
        }

        /** Both its outputs go into one pipe that nobody reads, until {@link JavaProcess#read}. */
        public Plan intoPipe() {
            piped = true;
            return this;
        }

        public JavaProcess start() throws IOException {
            List<String> command = new ArrayList<>(launcher);
            command.add(javaHome.resolve("bin/java").toString());
            command.addAll(options);
            command.addAll(List.of("-cp", wholeClassPath(), main));
            command.addAll(arguments);
            Path out = Files.createTempFile(directory, "process-", ".out");
            Path err = Files.createTempFile(directory, "process-", ".err");
            ProcessBuilder builder = new ProcessBuilder(command);
            if (piped) {
                builder.redirectErrorStream(true);
            } else {
                builder.redirectOutput(out.toFile()).redirectError(err.toFile());
            }
            builder.environment().putAll(environment);
            return new JavaProcess(builder.start(), out, err);
        }

        private String wholeClassPath() {
            return log4j == null ? classPath : classPathOn(log4j, classPath);
        }
    }

    /**
     * @param log4j one of {@link #LOG4J_VERSIONS}
     * @param classPath with the first of them
     * @return the same with this one
     */
    public static String classPathOn(String log4j, String classPath) {
        if (log4j.equals(LOG4J_VERSIONS.get(0))) {
            return classPath;
        }
        File[] jars = new File(System.getProperty("log4jray.log4j"), log4j).listFiles();
        List<String> path = new ArrayList<>();
        Arrays.stream(jars)
                .map(File::getPath)
                .filter(name -> name.endsWith(".jar"))
                .forEach(path::add);
        Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> !new File(entry).getName().matches("log4j-(?!ray).*"))
                .forEach(path::add);
        return String.join(File.pathSeparator, path);
    }

    /**
     * @param directory for the files with what the process prints
     * @param main a class of the tests with a main method
     * @param arguments for it
     */
    public static Plan plan(Path directory, Class<?> main, String... arguments) {
        return new Plan(directory, main, arguments);
    }

    public Process process() {
        return process;
    }

    public long pid() {
        return process.pid();
    }

    /** @param command is written to its standard input, as a line */
    public void tell(Object command) throws IOException {
        process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Ends its standard input, and waits for its own end, which must be a good one. */
    public void end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        int code = join();
        if (code != 0) {
            throw new AssertionError("process " + pid() + " has ended with " + code + "; it said: " + err());
        }
    }

    /** @return its exit code; it must end within two minutes */
    public int join() throws InterruptedException {
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("process " + pid() + " has not ended; it said: " + err());
        }
        return process.exitValue();
    }

    /** Ends it as {@code kill -9} does. What it has written into a pipe can still be read, unlike after Process.destroy. */
    public void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /** Sends it a signal, such as {@code STOP}. */
    public void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("no signal " + name + " for process " + pid());
        }
    }

    /** Reads the pipe from now on; {@link #lines} gives what was read. */
    public void read() {
        Thread reader = new Thread(() -> {
            try (OutputStream file = Files.newOutputStream(out)) {
                process.getInputStream().transferTo(file);
            } catch (IOException e) {
                // the process has ended
            }
        });
        reader.setDaemon(true);
        reader.start();
    }

    /** @return the file with what it has printed to standard output */
    public Path out() {
        return out;
    }

    /** @return the whole lines that it has printed to standard output so far */
    public List<String> lines() {
        return wholeLines(out);
    }

    /** @return the whole lines that it has printed to standard error so far */
    public List<String> errLines() {
        return wholeLines(err);
    }

    /** @return what it has printed to standard error so far */
    public String err() {
        return String.join("\n", errLines());
    }

    /** @return the lines of both outputs so far in which Log4j, of whatever version, reports an error */
    public List<String> errors() {
        return Stream.concat(lines().stream(), errLines().stream())
                .filter(ERROR.asPredicate())
                .toList();
    }

    private static List<String> wholeLines(Path file) {
        try {
            String text = Files.readString(file);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
