import io.github.log4jray.driver.WorkerEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** A driver: starts the application twice, and shows what it logs. The arguments are the two jars to start. */
public final class Driver {

    private static final Logger LOGGER = LogManager.getLogger(Driver.class);

    private Driver() {}

    public static void main(String[] jars) throws IOException, InterruptedException {
        List<Process> workers = List.of(start(jars[0], "tea", "coffee", "cocoa"), start(jars[1], "bread", "butter"));
        int failed = 0;
        for (Process worker : workers) {
            failed += worker.waitFor() == 0 ? 0 : 1;
        }
        LOGGER.info("{} of {} workers failed", failed, workers.size());
        // Spring Boot on the class path disables Log4j's own shutdown hook, and no SpringApplication stops it here.
        LogManager.shutdown();
        System.exit(failed);
    }

    private static Process start(String jar, String... products) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-jar", jar));
        command.addAll(List.of(products));
        ProcessBuilder worker = new ProcessBuilder(command).inheritIO();
        worker.environment().putAll(WorkerEnvironment.variables());
        return worker.start();
    }
}
