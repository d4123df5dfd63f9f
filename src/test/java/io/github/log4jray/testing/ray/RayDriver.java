package io.github.log4jray.testing.ray;

import io.github.log4jray.testing.fixtures.AgentJar;
import io.github.log4jray.testing.fixtures.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Java driver on a cluster, as its user starts it: Ray's jar and the classes of the tests, nothing of Maven's. */
public final class RayDriver {

    /** What Ray needs of a JDK 17. */
    private static final List<String> OPENS = Stream.of(
                    "lang", "util", "util.concurrent", "math", "net", "text", "io", "nio")
            .map(name -> "--add-opens=java.base/java." + name + "=ALL-UNNAMED")
            .toList();

    private static final Pattern GRPC = Pattern.compile(
            "[/\\\\](io[/\\\\](grpc|perfmark)|com[/\\\\](google(?![/\\\\]protobuf)|squareup)|org[/\\\\](jetbrains|codehaus))[/\\\\]");

    private final JavaProcess.Plan plan;
    private final List<String> classPath = new ArrayList<>();
    private final List<String> workerOptions = new ArrayList<>();
    private String searched = codeSearchPath();
    private Path jar;

    /**
     * @param cluster is what {@code Ray.init()} joins
     * @param directory for the files with what the process prints
     * @param main a class of the tests with a main method; tasks are found there too
     * @param arguments for it
     */
    public RayDriver(RayCluster cluster, Path directory, Class<?> main, String... arguments) {
        plan = JavaProcess.plan(directory, main, arguments).option("-Dray.address=" + cluster.address());
        jar = RayCluster.jar(cluster.version());
        OPENS.forEach(plan::option);
        workerOptions.addAll(workerOptions());
    }

    /** @return the options that every Java worker needs, and those that let it start fast */
    public static List<String> workerOptions() {
        return Stream.concat(OPENS.stream(), Stream.of("-Xmx128m", "-XX:TieredStopAtLevel=1"))
                .toList();
    }

    /** @return the directory with the classes of the tests, where workers look for tasks */
    public static String codeSearchPath() {
        return new File(RayDriver.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }

    /** Adds options of the driver's JVM. */
    public RayDriver options(String... options) {
        List.of(options).forEach(plan::option);
        return this;
    }

    /** Adds options of the workers' JVMs. */
    public RayDriver workerOptions(String... options) {
        Collections.addAll(workerOptions, options);
        return this;
    }

    /** Has log4j-ray on the driver's class path. */
    public RayDriver withLog4jRay() {
        classPath.add(AgentJar.path().toString());
        return this;
    }

    /** Has gRPC on the driver's class path. */
    public RayDriver withGrpc() {
        classPath.addAll(grpc());
        return this;
    }

    /** @return the jars of gRPC and of all that it needs */
    public static List<String> grpc() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> GRPC.matcher(entry).find())
                .toList();
    }

    /** Looks for tasks there too. */
    public RayDriver searching(Path more) {
        searched += File.pathSeparator + more.toAbsolutePath();
        return this;
    }

    public RayDriver environment(Map<String, String> variables) {
        plan.environment(variables);
        return this;
    }

    /** Replaces Ray's jar in the driver. */
    public RayDriver onJar(Path newJar) {
        jar = newJar;
        return this;
    }

    public JavaProcess start() throws IOException {
        for (int i = 0; i < workerOptions.size(); i++) {
            plan.option("-Dray.job.jvm-options." + i + "=" + workerOptions.get(i));
        }
        classPath.add(0, jar.toString());
        classPath.add(codeSearchPath());
        return plan.option("-Dray.job.code-search-path=" + searched)
                .classPath(String.join(File.pathSeparator, classPath))
                .start();
    }
}
