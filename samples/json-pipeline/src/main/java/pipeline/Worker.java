package pipeline;

import io.github.log4jray.context.RuntimeContext;
import java.util.Locale;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;

/**
 * A worker that runs twelve tasks. Whose a line is, the {@link RuntimeContext} says; on a Ray cluster Ray itself says
 * it. How a line looks, {@code log4j2.xml} says.
 */
public final class Worker {

    private static final Logger LOGGER = LogManager.getLogger(Worker.class);
    private static final int TASKS = 12;
    private static final int BATCHES = 25;
    private static final int BAD_TASK = 7;
    private static final int BAD_BATCH = 13;

    private Worker() {}

    public static void main(String[] arguments) {
        for (int task = 1; task <= TASKS; task++) {
            RuntimeContext context = RuntimeContext.newBuilder()
                    .setTaskId(String.format(Locale.ROOT, "%048x", task))
                    .setTaskName("score-" + task % 3)
                    .build();
            try (RuntimeContext.Scope scope = RuntimeContext.enter(context)) {
                run(task);
            }
        }
        LogManager.shutdown();
    }

    private static void run(int task) {
        for (int batch = 1; batch <= BATCHES; batch++) {
            int rows = 100 + (task * 37 + batch * 11) % 90;
            ThreadContext.put("rows", String.valueOf(rows));
            try {
                score(task, batch);
                LOGGER.info("Processed batch {} of {}", batch, BATCHES);
            } catch (IllegalStateException e) {
                LOGGER.error("Skipped batch {} of {}", batch, BATCHES, e);
            }
            ThreadContext.remove("rows");
        }
    }

    private static void score(int task, int batch) {
        if (task == BAD_TASK && batch == BAD_BATCH) {
            throw new IllegalStateException("a row without a value:\n\"name\",\"\"");
        }
    }
}
