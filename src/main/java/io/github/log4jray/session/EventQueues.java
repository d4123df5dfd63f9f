package io.github.log4jray.session;

import java.util.stream.Stream;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.async.AsyncLoggerConfig;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.jmx.RingBufferAdmin;

/**
 * The queues of Log4j in front of the appenders of a configuration: of {@code Async} appenders, of {@code AsyncLogger}
 * and {@code AsyncRoot}, and of a context whose loggers are all asynchronous. {@link SessionAppender} asks at the end
 * of the JVM. Any thread may call.
 *
 * @param configuration of an appender; may be null
 */
record EventQueues(Configuration configuration) {

    /** @return whether other threads hand events to the appenders */
    boolean exist() {
        return configuration != null
                && (asyncAppenders().findAny().isPresent()
                        || asyncLoggers().findAny().isPresent()
                        || context() != null && context().getClass() != LoggerContext.class);
    }

    /** @return whether one of the queues is known to hold an event; the one that a thread has just taken is in none */
    boolean hold() {
        try {
            return configuration != null
                    && (asyncAppenders().anyMatch(appender -> appender.getQueueSize() > 0)
                            || asyncLoggers().anyMatch(logger -> holds(logger.createRingBufferAdmin("log4j-ray")))
                            || context() instanceof AsyncLoggerContext async && holds(async.createRingBufferAdmin()));
        } catch (LinkageError | RuntimeException e) {
            // Log4j needs the module java.management to tell it, which a program may leave out; and it throws
            // NullPointerException while it stops a queue, which it then waits for itself (2.17.1 to 2.26.1)
            return false;
        }
    }

    private static boolean holds(RingBufferAdmin ring) {
        return ring.getRemainingCapacity() < ring.getBufferSize();
    }

    private Stream<AsyncAppender> asyncAppenders() {
        return configuration.getAppenders().values().stream()
                .filter(AsyncAppender.class::isInstance)
                .map(AsyncAppender.class::cast);
    }

    private Stream<AsyncLoggerConfig> asyncLoggers() {
        return configuration.getLoggers().values().stream()
                .filter(AsyncLoggerConfig.class::isInstance)
                .map(AsyncLoggerConfig.class::cast);
    }

    private LoggerContext context() {
        return configuration.getLoggerContext();
    }
}
