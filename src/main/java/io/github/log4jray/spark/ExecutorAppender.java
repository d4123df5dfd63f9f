package io.github.log4jray.spark;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.file.SessionDirectoryAppender;
import io.github.log4jray.stdio.StandardStream;
import io.github.log4jray.stream.DriverStreamAppender;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.util.StringMap;

/**
 * Hands events of an executor to the appenders that forward them.
 *
 * <ul>
 *   <li>Printed lines, to the stream of the driver by which they were printed.
 *   <li>Events of the application from one level on, and events of Spark and of the libraries that it brings from another
 *       one on, as these log several lines for each task. Both to standard error, as Spark's own console appender does.
 * </ul>
 *
 * <p>If executors write files, these get all events. A line that no task has logged gets the executor's name. Thread-safe.
 */
final class ExecutorAppender extends AbstractAppender {

    private static final String[] PACKAGES_OF_SPARK = {
        "org.apache.spark.",
        "org.sparkproject.",
        "org.apache.hadoop.",
        "org.apache.hive.",
        "org.apache.parquet.",
        "io.netty."
    };

    /** Standalone clusters and YARN end each executor in this way. */
    private static final String END_OF_EXECUTOR = "RECEIVED SIGNAL TERM";

    private final DriverStreamAppender prints;
    private final DriverStreamAppender events;
    private final SessionDirectoryAppender files;
    private final Level level;
    private final Level sparkLevel;
    private final String executor;

    /**
     * @param prints forwards printed lines; this appender starts and stops it
     * @param events forwards all else; this appender starts and stops it
     * @param files writes all events to files; this appender starts and stops it; null for none
     * @param level events of the application from this level on are forwarded
     * @param sparkLevel events of Spark from this level on are forwarded
     * @param executor Spark's id of this executor
     */
    ExecutorAppender(
            DriverStreamAppender prints,
            DriverStreamAppender events,
            SessionDirectoryAppender files,
            Level level,
            Level sparkLevel,
            String executor) {
        super(SparkSettings.LABEL, null, null, true, Property.EMPTY_ARRAY);
        this.prints = prints;
        this.events = events;
        this.files = files;
        this.level = level;
        this.sparkLevel = sparkLevel;
        this.executor = "executor " + executor;
    }

    @Override
    public void start() {
        if (files != null) {
            files.start();
        }
        prints.start();
        events.start();
        super.start();
    }

    /**
     * Each appender gets the event or counts it, even if an exhausted memory or stack has kept the other appender from doing
     * so.
     */
    @Override
    public void append(LogEvent event) {
        Error failure = null;
        if (files != null) {
            try {
                files.append(event);
            } catch (OutOfMemoryError | StackOverflowError e) {
                failure = e;
            }
        }
        forward(event);
        if (failure != null) {
            throw failure;
        }
    }

    private void forward(LogEvent event) {
        DriverStreamAppender stream = events;
        LogEvent named = null;
        try {
            stream = StandardStream.printed(event) ? prints : passes(event) ? events : null;
            if (stream != null) {
                named = named(event);
            }
        } catch (OutOfMemoryError | StackOverflowError e) {
            stream.miss();
            throw e;
        }
        if (stream != null) {
            stream.append(named);
        }
    }

    private boolean passes(LogEvent event) {
        if (!isOfSpark(event.getLoggerName())) {
            return event.getLevel().isMoreSpecificThan(level);
        }
        return event.getLevel().isMoreSpecificThan(sparkLevel)
                && !END_OF_EXECUTOR.equals(event.getMessage().getFormattedMessage());
    }

    private static boolean isOfSpark(String logger) {
        for (String name : PACKAGES_OF_SPARK) {
            if (logger != null && logger.startsWith(name)) {
                return true;
            }
        }
        return false;
    }

    private LogEvent named(LogEvent event) {
        if (ContextKeys.TASK_NAME.of(event) != null) {
            return event;
        }
        StringMap context = ContextDataFactory.createContextData(event.getContextData());
        context.putValue(ContextKeys.TASK_NAME.key(), executor);
        return new Log4jLogEvent.Builder(event).setContextData(context).build();
    }

    @Override
    public boolean stop(long timeout, TimeUnit timeUnit) {
        super.stop(timeout, timeUnit);
        if (files != null) {
            files.stop(timeout, timeUnit);
        }
        // The second one waits for the driver, as they share a sender.
        return events.stop(timeout, timeUnit) & prints.stop(timeout, timeUnit);
    }
}
