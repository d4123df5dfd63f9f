package io.github.log4jray.testing.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.AgentJar;
import io.github.log4jray.testing.fixtures.FreePorts;
import io.github.log4jray.testing.fixtures.Installed;
import io.github.log4jray.testing.fixtures.Patience;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.awaitility.Awaitility;

/**
 * A standalone cluster of a Spark that {@code .ci/install-spark} has installed: a master and two workers with two cores
 * each, on two addresses of this host, as Spark speculates on another host only. {@link #close} ends its processes.
 */
public final class SparkCluster implements AutoCloseable {

    private static final List<String> HOSTS = List.of("127.0.0.1", "127.0.0.2");

    /** As the quick JVMs of tests: a cluster lives for seconds, most of which are the starts of its JVMs. */
    private static final String QUICK_JVM = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private static final Pattern VERSIONS = Pattern.compile("\\|\\| set -- (.*)");

    private final Path environment;
    private final Path home;
    private final Path directory;
    private final String master;
    private final List<Process> processes = new ArrayList<>();

    private SparkCluster(Path environment, Path directory, int port) {
        this.environment = environment;
        this.home = home(environment);
        this.directory = directory;
        this.master = "spark://127.0.0.1:" + port;
    }

    /** @return the versions that {@code .ci/install-spark} installs, the newest first */
    public static List<String> versions() throws IOException {
        Matcher versions = VERSIONS.matcher(Files.readString(Path.of(".ci/install-spark")));
        assertThat(versions.find()).isTrue();
        return List.of(versions.group(1).split(" "));
    }

    /**
     * @param version as {@code .ci/install-spark} has it
     * @return a cluster that runs
     */
    public static SparkCluster start(String version) throws IOException {
        Path environment = Installed.directory().resolve("spark-" + version);
        assertThat(environment.resolve("complete"))
                .as("Spark %s: run .ci/install-spark", version)
                .exists();
        List<Integer> ports = FreePorts.of(2);
        SparkCluster cluster = new SparkCluster(environment, Files.createTempDirectory("spark"), ports.get(0));
        try {
            cluster.daemon(
                    "master",
                    HOSTS.get(0),
                    "org.apache.spark.deploy.master.Master",
                    "--port",
                    ports.get(0).toString(),
                    "--webui-port",
                    ports.get(1).toString());
            for (String host : HOSTS) {
                cluster.daemon(
                        "worker-" + host,
                        host,
                        "org.apache.spark.deploy.worker.Worker",
                        "--webui-port",
                        String.valueOf(FreePorts.one()),
                        "--cores",
                        "2",
                        "--memory",
                        "3g",
                        "--work-dir",
                        cluster.directory.resolve("work").toString(),
                        cluster.master);
            }
            Awaitility.await().atMost(Patience.LONG).until(cluster::isComplete);
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private boolean isComplete() throws IOException {
        assertThat(processes).allMatch(Process::isAlive);
        String said = Files.readString(directory.resolve("master.log"));
        return HOSTS.stream().allMatch(host -> said.contains("Registering worker " + host));
    }

    private void daemon(String name, String host, String... command) throws IOException {
        List<String> all =
                new ArrayList<>(List.of(home.resolve("bin/spark-class").toString(), command[0], "--host", host));
        all.addAll(List.of(command).subList(1, command.length));
        ProcessBuilder builder = new ProcessBuilder(all)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile());
        setEnvironment(builder, host);
        builder.environment().put("SPARK_DAEMON_MEMORY", "256m");
        processes.add(builder.start());
    }

    private void setEnvironment(ProcessBuilder builder, String host) {
        builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_") || name.startsWith("PYSPARK_"));
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_LOCAL_IP", host);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SPARK_DAEMON_JAVA_OPTS", QUICK_JVM);
        builder.environment().put("SPARK_LAUNCHER_OPTS", QUICK_JVM);
        // A shell also where its input is no terminal.
        builder.environment().put("PYSPARK_DRIVER_PYTHON_OPTS", "-i");
        builder.environment()
                .put("PYSPARK_PYTHON", environment.resolve("bin/python").toString());
    }

    private static Path home(Path environment) {
        try (Stream<Path> lib = Files.list(environment.resolve("lib"))) {
            return lib.map(python -> python.resolve("site-packages/pyspark"))
                    .filter(Files::isDirectory)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return a command, {@code pyspark} or {@code spark-submit}, that runs on this cluster without the plugin */
    public SparkCommand withoutPlugin(String program) {
        Path path = home.resolve("bin").resolve(program);
        return new SparkCommand(path, directory, builder -> setEnvironment(builder, HOSTS.get(0)))
                .option("--master", master)
                .conf("spark.ui.enabled", "false")
                .conf("spark.driver.extraJavaOptions", QUICK_JVM)
                .conf("spark.executor.extraJavaOptions", QUICK_JVM)
                .conf("spark.driver.memory", "512m")
                .conf("spark.executor.memory", "512m")
                .conf("spark.executor.cores", "1")
                .conf("spark.cores.max", "2");
    }

    /** @return a command with the plugin, whose jar it does not name */
    public SparkCommand withPlugin(String program) {
        return withoutPlugin(program).conf("spark.plugins", "io.github.log4jray.spark.RayLogsPlugin");
    }

    /** @return a command with the plugin, whose jar is on the class path of driver and executors */
    public SparkCommand onClassPath(String program) {
        String jar = AgentJar.path().toString();
        return withPlugin(program).conf("spark.driver.extraClassPath", jar).conf("spark.executor.extraClassPath", jar);
    }

    /** @return {@code spark-submit} of {@link SparkJob} */
    public SparkCommand job() throws IOException {
        return withPlugin("spark-submit")
                .option("--jars", AgentJar.path().toString())
                .option("--class", SparkJob.class.getName())
                .last(jobJar().toString());
    }

    private Path jobJar() throws IOException {
        Path classes = Path.of(SparkJob.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        Path jar = directory.resolve("job.jar");
        if (Files.exists(jar)) {
            return jar;
        }
        String name = SparkJob.class.getName().replace('.', '/');
        try (Stream<Path> files = Files.list(classes.resolve(name).getParent());
                OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith("SparkJob"))
                    .toList()) {
                entries.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
        return jar;
    }

    /** @return what all executors of the cluster have printed to this file, {@code stdout} or {@code stderr} */
    public List<String> linesOfExecutors(String file) {
        try (Stream<Path> files = Files.walk(directory.resolve("work"))) {
            return files.filter(path -> path.endsWith(file))
                    .flatMap(SparkCluster::lines)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = processes.stream()
                .flatMap(process -> Stream.concat(Stream.of(process.toHandle()), process.descendants()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        all.forEach(handle -> {
            try {
                handle.onExit().get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            } catch (Exception e) {
                handle.destroyForcibly();
            }
        });
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
