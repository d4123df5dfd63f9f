import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Jobs, and the seconds that each takes: of the clock, of all processors in the executors, and of all processors in the driver.
 * One computes, and the others log 400,000 lines each, in JVMs that get warmer.
 */
public final class Cost {

    private static final int LINES_OF_TASK = 100_000;

    private Cost() {}

    /** @param arguments how many numbers a task computes, in millions, and how many jobs log */
    public static void main(String[] arguments) {
        long numbers = Long.parseLong(arguments[0]) * 1_000_000;
        int logging = Integer.parseInt(arguments[1]);
        try (JavaSparkContext spark = new JavaSparkContext(new SparkConf().setAppName("cost"))) {
            JavaRDD<Integer> tasks = spark.parallelize(List.of(0, 1, 2, 3), 4);
            tasks.map(task -> compute(1_000_000)).count();
            measured(tasks, "compute", () -> tasks.map(task -> compute(numbers)).count());
            for (int job = 1; job <= logging; job++) {
                measured(tasks, "log, job " + job, () -> tasks.foreach(Cost::log));
            }
        }
        System.out.printf(Locale.ROOT, "driver in all: %.2f s of processors%n", processors() / 1e9);
    }

    private static void measured(JavaRDD<Integer> tasks, String name, Runnable job) {
        long executors = executors(tasks);
        long driver = processors();
        long begin = System.nanoTime();
        job.run();
        long end = System.nanoTime();
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f s; of processors %.2f s in executors, %.2f s in the driver%n",
                name,
                (end - begin) / 1e9,
                (executors(tasks) - executors) / 1e9,
                (processors() - driver) / 1e9);
    }

    /** What all executors have used. Tasks of each have run before. */
    private static long executors(JavaRDD<Integer> tasks) {
        return tasks
                .mapToPair(task -> {
                    Thread.sleep(300);
                    return new Tuple2<>(SparkEnv.get().executorId(), processors());
                })
                .collectAsMap()
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** What this process has used, in nanoseconds. */
    private static long processors() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
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

    private static long compute(long numbers) {
        return LongStream.range(0, numbers).map(i -> i * i ^ i >> 3).sum();
    }
}
