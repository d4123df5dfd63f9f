package io.github.log4jray.testing.programs;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.impl.ContextDataInjectorFactory;

/** Prints the class of Log4j's context data injector, and logs with a context of its own. */
public final class InjectorInUse {

    private InjectorInUse() {}

    public static void main(String[] arguments) {
        System.out.println("injector "
                + ContextDataInjectorFactory.createInjector().getClass().getName());
        LogManager.getLogger(InjectorInUse.class).info("empty");
        ThreadContext.put("task_id", "mine");
        LogManager.getLogger(InjectorInUse.class).info("put");
    }
}
