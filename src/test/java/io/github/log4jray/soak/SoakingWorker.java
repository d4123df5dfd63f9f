package io.github.log4jray.soak;

import io.github.log4jray.testing.fixtures.AccountedLines;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.DriverOutput;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A worker with both its appenders, and what is found of its lines. */
final class SoakingWorker implements AutoCloseable {

    private static final int BACKUPS = 8;
    private static final int LINES_PER_SECOND = 2_000;

    private final String name;
    private final String bufferSize;
    private final Path configuration;
    private final JavaProcess process;
    private final AccountedLines shown = new AccountedLines();
    private final FollowedLog log;
    private final Usages usages;
    private int configurations;

    /**
     * Starts it.
     *
     * @param name of its log
     * @param bufferSize for the lines that a driver has not acknowledged
     */
    SoakingWorker(Path directory, String name, String bufferSize, Map<String, String> environment) throws IOException {
        this.name = name;
        this.bufferSize = bufferSize;
        this.configuration = directory.resolve(name + ".xml");
        this.usages = new Usages(name);
        reconfigure();
        this.process = JavaProcess.plan(directory, LogSteadily.class, Integer.toString(LINES_PER_SECOND))
                .option("-Dlog4j2.configurationFile=" + configuration.toUri())
                .option("-Xms48m")
                .option("-Xmx48m")
                .option("-XX:+UseSerialGC")
                .environment(environment)
                .start();
        this.log = new FollowedLog(
                Path.of(environment.get("RAY_SESSION_DIR"), "logs", name + "-" + process.pid() + ".log"), BACKUPS);
    }

    /** Gives it another configuration, with another size of files and another letter before each record. */
    void reconfigure() throws IOException {
        boolean even = configurations++ % 2 == 0;
        Element file = Config.sessionDirectory()
                .with("fileName", name + "-${ray:pid}.log")
                .with("maxBytes", (even ? 2 : 3) + " MB")
                .with("backupCount", BACKUPS)
                .with(Config.pattern((even ? "A" : "B") + " %m" + DriverOutput.PADDING + "%n"));
        Element stream = Config.driverStream()
                .with("bufferSize", bufferSize)
                .with("stderrLevel", "ERROR")
                .with("shutdownTimeoutMillis", 60_000)
                .with(Config.pattern("%m" + DriverOutput.PADDING + "%n"));
        Logging.replace(configuration, Config.of(file, stream).watched().toString());
    }

    long pid() {
        return process.pid();
    }

    /** @return what drivers have shown of it */
    AccountedLines shown() {
        return shown;
    }

    Usages usages() {
        return usages;
    }

    /** Reads what it has written to its log. */
    void follow() throws IOException {
        if (!process.process().isAlive() && process.process().exitValue() != 0) {
            throw new AssertionError(name + " has ended: " + process.err());
        }
        log.poll();
    }

    /** Ends it, and compares what it has logged with what is in its files and was shown. */
    void end() throws IOException, InterruptedException {
        process.end();
        if (!process.errors().isEmpty()) {
            throw new AssertionError(name + " has had errors: " + process.errors());
        }
        log.poll();
        long logged = process.lines().stream()
                .filter(line -> line.matches("\\d+"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
        if (log.lines() != logged) {
            throw new AssertionError(name + " has logged " + logged + " lines, and its files have " + log.lines());
        }
        if (process.err().contains("were not acknowledged")) {
            throw new AssertionError(name + " was not acknowledged: " + process.err());
        }
    }

    /** @return whether all its lines were shown by drivers, or said to be dropped */
    boolean isAccounted() {
        return shown.accounted() == log.lines();
    }

    /** @return what was found of it, in a row */
    @Override
    public String toString() {
        return String.format(
                "%-10s | %,10d | %5d | %5d | %,10d | %,7d | %,7d | %d",
                name,
                log.lines(),
                log.rotations(),
                log.configurations(),
                shown.shown(),
                shown.dropped(),
                shown.repeated(),
                process.errLines().size());
    }

    @Override
    public void close() throws IOException {
        process.close();
        log.close();
    }
}
