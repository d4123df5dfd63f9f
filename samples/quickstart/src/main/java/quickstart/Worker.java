package quickstart;

import io.github.log4jray.progress.ProgressBar;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A worker: counts the words of the files it is given. All it knows of logging is Log4j and the progress bar; where its lines
 * go is said in {@code worker.xml}. Its standard output is its result.
 */
public final class Worker {

    private static final Logger LOGGER = LogManager.getLogger(Worker.class);
    private static final int PROGRESS_LINES = 10_000;

    private Worker() {}

    public static void main(String[] files) {
        boolean complete = true;
        try (ProgressBar bar = ProgressBar.of("counting", files.length, "file")) {
            for (String file : files) {
                try {
                    System.out.println(countWords(Path.of(file)));
                } catch (IOException e) {
                    LOGGER.error("can't read {}: {}", file, e.toString());
                    complete = false;
                }
                bar.step();
            }
        }
        System.exit(complete ? 0 : 1);
    }

    private static long countWords(Path file) throws IOException {
        LOGGER.info("counting the words of {}, {} bytes", file.getFileName(), Files.size(file));
        long words = 0;
        long lines = 0;
        // A reader of this kind replaces what is no UTF-8, as files that a user gives may hold anything.
        try (Reader text = new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8);
                BufferedReader reader = new BufferedReader(text)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                words += new StringTokenizer(line).countTokens();
                if (++lines % PROGRESS_LINES == 0) {
                    LOGGER.info("{}: {} words in {} lines so far", file.getFileName(), words, lines);
                }
            }
        }
        LOGGER.info("{}: {} words in {} lines", file.getFileName(), words, lines);
        return words;
    }
}
