package io.github.log4jray.jmh;

import static io.github.log4jray.testing.fixtures.LoadedDriver.answer;

import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.LoadedDriver;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.programs.DriverProgram;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * What a driver costs in CPU time while 100 workers log 1,000 lines a second each, into a pipe that somebody reads. The
 * workers speak the protocol in one process. Argument: how many rounds. Prints a table with medians of the rounds, which
 * are in turn, their least and their greatest.
 */
public final class DriverLoad {

    private static final int WORKERS = 100;
    private static final int LINES_A_SECOND = 1_000;
    private static final int SECONDS = 10;
    private static final String LOG = " " + LINES_A_SECOND + " " + WORKERS;

    private DriverLoad() {}

    public static void main(String[] arguments) throws IOException {
        Awaitility.setDefaultTimeout(Patience.LONG);
        Map<String, List<String>> ways = new LinkedHashMap<>();
        ways.put("each line", List.of("-DRAY_DEDUP_LOGS=0"));
        ways.put("with deduplication", List.of("-DRAY_DEDUP_LOGS=1"));
        Map<String, List<Double>> cores = new LinkedHashMap<>();
        for (int round = 0; round < Integer.parseInt(arguments[0]); round++) {
            for (Map.Entry<String, List<String>> way : ways.entrySet()) {
                cores.computeIfAbsent(way.getKey(), name -> new ArrayList<>()).add(coresOfDriver(way.getValue()));
            }
        }
        System.out.println("| 100,000 lines a second of 100 workers | per cent of a core |\n|---|---|");
        cores.forEach((name, values) -> {
            Collections.sort(values);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f (%.0f to %.0f) |%n",
                    name,
                    100 * values.get(values.size() / 2),
                    100 * values.get(0),
                    100 * values.get(values.size() - 1));
        });
    }

    private static double coresOfDriver(List<String> options) throws IOException {
        Path directory = Files.createTempDirectory("log4j-ray-driver-load");
        LoadedDriver loaded = LoadedDriver.in(directory);
        JavaProcess.Plan plan =
                loaded.driver(DriverProgram.class).option("-Xmx1g").option("-XX:TieredStopAtLevel=4");
        options.forEach(plan::option);
        try (JavaProcess driver = plan.start();
                JavaProcess workers = loaded.workers(io.github.log4jray.testing.programs.WorkerLoad.class)
                        .option("-Xmx1g")
                        .option("-XX:TieredStopAtLevel=4")
                        .start()) {
            Thread reader = new Thread(() -> {
                try {
                    driver.process().getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            reader.start();
            answer(workers, "join " + WORKERS);
            answer(workers, "log " + SECONDS * LINES_A_SECOND + LOG);
            Duration before = cpu(driver);
            answer(workers, "log " + SECONDS * LINES_A_SECOND + LOG);
            Duration used = cpu(driver).minus(before);
            return used.toNanos() / 1e9 / SECONDS;
        }
    }

    private static Duration cpu(JavaProcess driver) {
        return driver.process().info().totalCpuDuration().orElseThrow();
    }
}
