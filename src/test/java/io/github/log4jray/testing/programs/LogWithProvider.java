package io.github.log4jray.testing.programs;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.RuntimeContext;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.util.ContextDataProvider;

/** A process with a {@code ContextDataProvider} of its own, which has a task. */
public final class LogWithProvider {

    private LogWithProvider() {}

    /** Registered by the test as a service. */
    public static final class Provider implements ContextDataProvider {

        static final ThreadLocal<String> TASK_NAME = new ThreadLocal<>();

        @Override
        public Map<String, String> supplyContextData() {
            String name = TASK_NAME.get();
            return name == null ? Map.of() : Map.of("task_name", name);
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        Logger logger = LogManager.getLogger("app");
        Provider.TASK_NAME.set("count");
        ThreadContext.put("actor_name", "Counter");
        logger.info("event");
        System.out.println("current " + RuntimeContext.current().get(ContextKeys.TASK_NAME) + " "
                + RuntimeContext.current().get(ContextKeys.ACTOR_NAME));
        Thread thread = new Thread(RuntimeContext.wrap(() -> {
            logger.info("wrapped");
            System.out.println("wrapped " + RuntimeContext.current().get(ContextKeys.TASK_NAME));
        }));
        thread.start();
        thread.join();
        LogManager.shutdown();
    }
}
