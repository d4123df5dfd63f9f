package io.github.log4jray.testing.programs;

import java.lang.management.ManagementFactory;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;

/**
 * Logs one line for each of so many tasks, and prints how many bytes of memory each of them has taken. Its argument is the
 * number of tasks.
 */
public final class ManyRoutes {

    private static final int FIRST = 20;

    private ManyRoutes() {}

    public static void main(String[] arguments) {
        Logger logger = LogManager.getLogger(ManyRoutes.class);
        int tasks = Integer.parseInt(arguments[0]);
        log(logger, 0, FIRST);
        long before = usedBytes();
        log(logger, FIRST, tasks);
        System.out.println((usedBytes() - before) / (tasks - FIRST));
    }

    private static void log(Logger logger, int from, int to) {
        for (int i = from; i < to; i++) {
            ThreadContext.put("task_name", "etl/load " + i);
            logger.info("line of {}", i);
        }
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
