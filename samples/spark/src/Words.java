import java.io.IOException;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Counts the words of proverbs. Its tasks log and print as any program does; they know nothing of log4j-ray. */
public final class Words {

    private static final List<String> PROVERBS = List.of(
            "Many hands make light work",
            "The early bird catches the worm",
            "Good things come to those who wait",
            "Actions speak louder than words");

    private Words() {}

    /**
     * @param arguments none
     * @throws IOException never, but a session may throw it when it is closed
     */
    public static void main(String[] arguments) throws IOException {
        try (SparkSession session = SparkSession.builder().appName("words").getOrCreate()) {
            JavaRDD<String> proverbs =
                    JavaSparkContext.fromSparkContext(session.sparkContext()).parallelize(PROVERBS, 4);
            int words = proverbs.map(Words::count).reduce(Integer::sum);
            System.out.println(words + " words");
        }
    }

    private static int count(String proverb) {
        Logger logger = LogManager.getLogger(Words.class);
        int words = proverb.split(" ").length;
        logger.info("{}: {} words", proverb, words);
        System.out.println("printed: " + proverb);
        return words;
    }
}
