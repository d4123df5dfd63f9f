package io.github.log4jray.testing.programs;

import io.github.log4jray.context.RuntimeContext;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.message.StringMapMessage;

/** A process that logs of all kinds, in and outside a task, with and without an actor, exceptions and other entries. */
public final class LogTaskEvents {

    private LogTaskEvents() {}

    public static void main(String[] arguments) {
        Logger logger = LogManager.getLogger("app.Counter");
        logger.info("outside a task");
        RuntimeContext task = RuntimeContext.newBuilder()
                .setJobId("01000000")
                .setWorkerId("0a".repeat(28))
                .setNodeId("0b".repeat(28))
                .setTaskId("0d".repeat(24))
                .setTaskName("count")
                .setTaskFuncName("Counter.count")
                .build();
        try (RuntimeContext.Scope scope = RuntimeContext.enter(task)) {
            logAll(logger);
            RuntimeContext actor = RuntimeContext.newBuilder()
                    .setActorId("0c".repeat(16))
                    .setActorName("Counter \"1\"")
                    .build();
            try (RuntimeContext.Scope inner = RuntimeContext.enter(actor)) {
                ThreadContext.putAll(Map.of(
                        "user", "a", "trace.id", "1", "two\nlines", "b", "message", "hidden", "process", "hidden"));
                ThreadContext.put("absent", null);
                ThreadContext.put("empty", "");
                ThreadContext.push("pushed");
                logAll(logger);
            }
        }
        LogManager.shutdown();
    }

    private static void logAll(Logger logger) {
        for (Level level : Level.values()) {
            if (!level.equals(Level.OFF) && !level.equals(Level.ALL)) {
                logger.log(level, "at {}", level);
            }
        }
        logger.info("");
        logger.info("\"quoted\", two\nlines,\u2028 \ud83d\ude00 \u0000 \u0085");
        logger.info(new StringMapMessage().with("a", "b").with("rows", 17).with("user", "of the map"));
        logger.info("half \ud83d a pair");
        LogManager.getRootLogger().info("of the root logger");
        logger.error("failed", new IllegalStateException("outer", new RuntimeException("cause")));
        logger.error("failed", new IllegalStateException());
        logger.error("{}", "long ".repeat(5000), new IllegalStateException("page\r\n".repeat(5000)));
    }
}
