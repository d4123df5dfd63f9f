package quickstart;

import io.github.log4jray.driver.WorkerEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A driver: starts three worker processes that count the words of text files, and adds up what they found. What the
 * workers log appears here, live. The files are those given, else the licence texts of the JDK.
 */
public final class Driver {

    private static final Logger LOGGER = LogManager.getLogger(Driver.class);
    private static final int WORKERS = 3;

    private Driver() {}

    public static void main(String[] arguments) throws Exception {
        List<Path> files =
                arguments.length > 0 ? Arrays.stream(arguments).map(Path::of).toList() : licences();
        if (files.isEmpty()) {
            LOGGER.error("this JDK has no licence texts in {}: name some text files", legal());
            System.exit(1);
        }
        LOGGER.info("counting the words of {} files with {} workers", files.size(), WORKERS);
        Map<String, String> environment = WorkerEnvironment.variables();
        List<Process> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            workers.add(start(environment, share(files, i)));
        }
        long words = 0;
        boolean complete = true;
        for (Process worker : workers) {
            words += sum(worker);
            complete &= worker.waitFor() == 0;
        }
        LOGGER.info("{} words in {} files{}", words, files.size(), complete ? "" : "; some could not be read");
        LOGGER.info("the log files are in {}", Path.of(environment.get("RAY_SESSION_DIR"), "logs"));
        System.exit(complete ? 0 : 1);
    }

    private static Path legal() {
        return Path.of(System.getProperty("java.home"), "legal", "java.base");
    }

    private static List<Path> licences() throws IOException {
        if (!Files.isDirectory(legal())) {
            return List.of();
        }
        try (Stream<Path> texts = Files.list(legal())) {
            return texts.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static List<String> share(List<Path> files, int worker) {
        List<String> share = new ArrayList<>();
        for (int i = worker; i < files.size(); i += WORKERS) {
            share.add(files.get(i).toString());
        }
        return share;
    }

    private static Process start(Map<String, String> environment, List<String> files) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlog4j2.configurationFile=worker.xml",
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName()));
        command.addAll(files);
        ProcessBuilder worker = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        worker.environment().putAll(environment);
        return worker.start();
    }

    private static long sum(Process worker) throws IOException {
        try (BufferedReader results = worker.inputReader()) {
            return results.lines().mapToLong(Long::parseLong).sum();
        }
    }
}
