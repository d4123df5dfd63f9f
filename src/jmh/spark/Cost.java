import java.util.List;
import java.util.stream.LongStream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Two jobs, and how long each takes after one that warms up: one logs 400,000 lines, one computes. */
public final class Cost {

    private static final int LINES_OF_TASK = 100_000;
    private static final long NUMBERS = 300_000_000L;

    private Cost() {}

    /** @param arguments none */
    public static void main(String[] arguments) {
        try (JavaSparkContext spark = new JavaSparkContext(new SparkConf().setAppName("cost"))) {
            JavaRDD<Integer> tasks = spark.parallelize(List.of(0, 1, 2, 3), 4);
            tasks.map(task -> compute()).count();
            long before = System.nanoTime();
            tasks.foreach(Cost::log);
            System.out.println("took " + seconds(before) + " s to log");
            before = System.nanoTime();
            tasks.map(task -> compute()).count();
            System.out.println("took " + seconds(before) + " s to compute");
        }
    }

    private static double seconds(long before) {
        return Math.round((System.nanoTime() - before) / 1e7) / 100.0;
    }

    private static void log(int task) {
        Logger logger = LogManager.getLogger(Cost.class);
        for (int i = 0; i < LINES_OF_TASK; i++) {
            logger.info(
                    "line {} of task {} is one of very many, of the usual length of a hundred characters or so",
                    i,
                    task);
        }
    }

    private static long compute() {
        return LongStream.range(0, NUMBERS).map(i -> i * i ^ i >> 3).sum();
    }
}
