package raycluster;

import java.util.StringTokenizer;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** What tasks do. All it knows of logging is Log4j; the name for its lines is optional. */
public final class Words {

    private static final Logger LOGGER = LogManager.getLogger(Words.class);

    private Words() {}

    public static int count(String text) {
        try (CloseableThreadContext.Instance name = CloseableThreadContext.put("task_name", "count")) {
            LOGGER.info("counting the words of: {}", text);
            int words = new StringTokenizer(text).countTokens();
            LOGGER.info("{}: {} words", text, words);
            return words;
        }
    }
}
