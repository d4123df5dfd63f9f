package io.github.log4jray.jmh;

import java.lang.management.ManagementFactory;

/** A task of Ray that says how long its JVM needed to come to it; {@code src/jmh/python/agent_cost.py} calls it. */
public final class StartToTask {

    private StartToTask() {}

    /** @return milliseconds from the start of this JVM to now */
    public static long millis() {
        return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }
}
