package io.github.log4jray.testing.spark;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A Spark application, whose tasks log, print, fail and end. Each line tells the task that it is from, as Spark itself says
 * it: {@code [stage 0, task 1.0]}.
 */
public final class SparkJob {

    private static final int LINES = 50;

    private SparkJob() {}

    /** @param steps names of the methods below, which run in this order */
    public static void main(String[] steps) {
        try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
            Logger driver = LogManager.getLogger("app.Driver");
            for (String step : steps) {
                driver.info("begin of {}", step);
                switch (step) {
                    case "lines" -> run(spark, 4, SparkJob::lines);
                    case "failure" -> run(spark, 2, SparkJob::failure);
                    case "exit" -> run(spark, 1, SparkJob::exit);
                    case "kill" -> run(spark, 1, SparkJob::kill);
                    case "reconfiguration" -> run(spark, 1, SparkJob::reconfiguration);
                    case "speculation" -> {
                        // Spark reads it for each stage: here one of two tasks is enough, before all had to end.
                        spark.sc().conf().set("spark.speculation.quantile", "0.5");
                        run(spark, 2, SparkJob::speculation);
                        spark.sc().conf().set("spark.speculation.quantile", "1");
                    }
                    default -> throw new IllegalArgumentException(step);
                }
            }
        }
        System.out.println("SUMMARY");
    }

    private interface Work {
        void on(TaskContext task, String name) throws Exception;
    }

    private static void run(JavaSparkContext spark, int partitions, SerializableWork work) {
        List<Integer> all = IntStream.range(0, partitions).boxed().toList();
        spark.parallelize(new java.util.ArrayList<>(all), partitions).foreach(i -> {
            TaskContext task = TaskContext.get();
            work.on(
                    task,
                    "[stage " + task.stageId() + ", task " + task.partitionId() + "." + task.attemptNumber() + "] ");
        });
    }

    private interface SerializableWork extends Work, java.io.Serializable {}

    private static Logger logger() {
        return LogManager.getLogger("app.Tasks");
    }

    private static void lines(TaskContext task, String name) {
        for (int i = 0; i < LINES; i++) {
            logger().info("{}logged {}", name, i);
            logger().debug("{}not logged {}", name, i);
            System.out.println(name + "out " + i);
            System.err.println(name + "err " + i);
        }
        logger().warn("{}context {}", name, new java.util.TreeMap<>(ThreadContext.getImmutableContext()));
    }

    private static void failure(TaskContext task, String name) {
        logger().info("{}may fail", name);
        if (task.attemptNumber() == 0 && task.partitionId() == 1) {
            throw new IllegalStateException(name + "is to fail");
        }
    }

    private static void exit(TaskContext task, String name) {
        logger().info("{}logged before the exit", name);
        System.out.print(name + "printed before the exit, without an end");
        if (task.attemptNumber() == 0) {
            System.exit(7);
        }
    }

    private static void kill(TaskContext task, String name) throws InterruptedException {
        logger().info("{}waits", name);
        if (task.attemptNumber() == 0) {
            new CountDownLatch(1).await();
        }
    }

    /** As a change of a file that Log4j watches. */
    private static void reconfiguration(TaskContext task, String name) {
        logger().info("{}logged before the reconfiguration", name);
        System.out.print(name + "printed before and ");
        LoggerContext.getContext(false).reconfigure();
        System.out.println("after the reconfiguration");
        System.err.println(name + "printed after the reconfiguration");
        logger().info("{}logged after the reconfiguration", name);
    }

    /** The first attempt at a task does not end until another one has. */
    private static void speculation(TaskContext task, String name) throws InterruptedException {
        logger().info("{}is tried", name);
        if (task.attemptNumber() == 0 && task.partitionId() == 0) {
            new CountDownLatch(1).await();
        }
    }
}
