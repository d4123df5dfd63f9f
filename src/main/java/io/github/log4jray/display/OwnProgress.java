package io.github.log4jray.display;

import io.github.log4jray.context.NodeIp;
import io.github.log4jray.progress.ProgressFallback;
import io.github.log4jray.progress.ProgressSinks;
import io.github.log4jray.settings.BackgroundThread;
import io.github.log4jray.settings.Environment;
import java.time.Duration;

/**
 * Shows the bars of a process that has neither a {@code DriverConsole} nor a {@code DriverStream}. A service, which static
 * code of bars uses.
 */
public final class OwnProgress implements ProgressFallback {

    private static final Duration JVM_END_IDLE = Duration.ofMillis(10);
    private static final Duration JVM_END_TIMEOUT = Duration.ofMillis(500);

    private Display display;

    /** Starts nothing. */
    public OwnProgress() {}

    @Override
    public boolean offer(String line) {
        return started().offerOwnProgress(line);
    }

    private synchronized Display started() {
        if (display == null) {
            Environment environment = Environment.process();
            display = new Display(
                    DisplaySettings.of(environment, NodeIp.find(environment)), new ConsoleStreams(environment));
            display.start();
            registerHook();
        }
        return display;
    }

    private void registerHook() {
        try {
            Runtime.getRuntime().addShutdownHook(BackgroundThread.of(this::endWithJvm, "log4jray-progress-end"));
        } catch (IllegalStateException e) {
            // The JVM ends: another hook of the application has begun the first bar.
        }
    }

    private void endWithJvm() {
        boolean complete = ProgressSinks.closeBars();
        display.showAllFromNowOn(JVM_END_IDLE, JVM_END_TIMEOUT);
        if (!complete) {
            ProgressSinks.closeBars();
            display.showAllFromNowOn(JVM_END_IDLE, JVM_END_TIMEOUT);
        }
    }
}
