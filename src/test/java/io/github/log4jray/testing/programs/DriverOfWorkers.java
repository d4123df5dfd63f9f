package io.github.log4jray.testing.programs;

import io.github.log4jray.driver.WorkerEnvironment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A driver that starts workers with {@link WorkerEnvironment}, waits for them and ends. Arguments: how many workers,
 * how many lines each logs, and the configuration of the workers.
 */
public final class DriverOfWorkers {

    private DriverOfWorkers() {}

    public static void main(String[] arguments) throws Exception {
        Logger logger = LogManager.getLogger(DriverOfWorkers.class);
        Map<String, String> environment = WorkerEnvironment.variables();
        List<Process> workers = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
            ProcessBuilder worker = new ProcessBuilder(command(arguments[2], arguments[1])).inheritIO();
            worker.environment().putAll(environment);
            workers.add(worker.start());
        }
        int failed = 0;
        for (Process worker : workers) {
            failed += worker.waitFor() == 0 ? 0 : 1;
        }
        logger.info("{} workers failed", failed);
        System.exit(failed);
    }

    /** A worker's JVM has the options of this one, its archive of classes for example. */
    private static List<String> command(String configuration, String lines) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-X"))
                .forEach(command::add);
        command.add("-Dlog4j2.configurationFile=" + configuration);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LogLines.class.getName(), lines));
        return command;
    }
}
