package io.github.log4jray.driver;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.WorkerLineEvents;
import io.github.log4jray.display.WorkerOutput;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.settings.Plural;
import io.github.log4jray.settings.RepeatedFault;
import io.github.log4jray.settings.UninterruptedWait;
import io.github.log4jray.stdio.StandardStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.AppenderControl;
import org.apache.logging.log4j.status.StatusLogger;
import org.apache.logging.log4j.util.StringMap;

/**
 * Makes an event of each line of a worker, asks the filter of the {@code DriverConsole}, and hands the event to other appenders of the
 * driver. Called by the printing thread; {@link #end} by the thread that stops the appender.
 *
 * <p>Log4j starts appenders in any order, and an appender that has not started takes no event. So the first line waits for them, at
 * most {@link #LONGEST_START}.
 */
final class WorkerLineGate implements WorkerOutput.Gate {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final Duration LONGEST_START = Duration.ofSeconds(5);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final String label;
    private final Filter filter;
    private final List<AppenderControl> targets;
    private final RepeatedFault failure = new RepeatedFault();
    private final RepeatedFault undecided = new RepeatedFault();
    private volatile boolean ended;

    /** Whether the targets have started, or were waited for. */
    private boolean ready;

    private Batch source;
    private StringMap context;

    /**
     * @param label names the appender in messages
     * @param filter decides about the lines; null for none
     * @param targets get the lines that it accepts
     */
    WorkerLineGate(String label, Filter filter, List<AppenderControl> targets) {
        this.label = label;
        this.filter = filter;
        this.targets = targets;
    }

    @Override
    public boolean passes(Batch batch, String line) {
        if (batch != source) {
            context = contextOf(batch);
            source = batch;
        }
        StandardStream stream = batch.isErr() ? StandardStream.ERR : StandardStream.OUT;
        LogEvent event = WorkerLineEvents.of(line, stream.level(), stream.marker(), context);
        if (filter != null && denies(event)) {
            return false;
        }
        if (!targets.isEmpty()) {
            awaitStart();
            targets.forEach(target -> hand(event, target));
        }
        return true;
    }

    /** A line about which the filter can't decide passes. */
    private boolean denies(LogEvent event) {
        try {
            return filter.filter(event) == Filter.Result.DENY;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // for example of a regular expression with alternatives that are repeated
            if (undecided.occurred()) {
                LOGGER.error(
                        "{}: the filter fails at a line of a worker, which passes: {}; further ones are counted",
                        label,
                        e.toString());
            }
            return false;
        }
    }

    private static StringMap contextOf(Batch batch) {
        Map<String, String> entries = new HashMap<>();
        entries.put(ContextKeys.JOB_ID.key(), batch.job());
        entries.put(WorkerLineEvents.PROCESS, batch.pid());
        entries.put(WorkerLineEvents.NODE_IP, batch.ip());
        entries.put(ContextKeys.ACTOR_NAME.key(), batch.actorName());
        entries.put(ContextKeys.TASK_NAME.key(), batch.taskName());
        return WorkerLineEvents.context(entries);
    }

    private void awaitStart() {
        if (!ready) {
            UninterruptedWait.until(
                    LONGEST_START,
                    () -> ended
                            || targets.stream()
                                    .allMatch(target -> target.getAppender().isStarted()),
                    nanos -> TimeUnit.NANOSECONDS.sleep(Math.min(nanos, LOOK_AGAIN_NANOS)));
            ready = true;
        }
    }

    private void hand(LogEvent event, AppenderControl target) {
        try {
            if (target.getAppender().isStarted()) {
                target.callAppender(event);
                return;
            }
            failed(target, "it is not started");
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // There is no caller who could take it.
            failed(target, e.toString());
        }
    }

    private void failed(AppenderControl target, String problem) {
        if (failure.occurred()) {
            LOGGER.error(
                    "{}: a line of a worker does not reach appender \"{}\": {}; further ones are counted",
                    label,
                    target.getAppenderName(),
                    problem);
        }
    }

    /** Reports how much did not reach the other appenders, and at how much the filter failed. */
    @Override
    public void end() {
        ended = true;
        if (failure.takeUnreported() > 0) {
            LOGGER.error(
                    "{}: {} of workers did not reach the appenders that it names",
                    label,
                    Plural.of(failure.total(), "line"));
        }
        if (undecided.takeUnreported() > 0) {
            LOGGER.error(
                    "{}: the filter has failed at {} of workers, which have passed",
                    label,
                    Plural.of(undecided.total(), "line"));
        }
    }
}
