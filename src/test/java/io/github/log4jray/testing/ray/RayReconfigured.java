package io.github.log4jray.testing.ray;

import io.ray.api.Ray;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * A driver that gives Log4j another configuration, whose file is then replaced, all while it is on Ray. Arguments: that
 * file, and what replaces it.
 */
public final class RayReconfigured {

    private static final long MOST_SECONDS = 60;

    private RayReconfigured() {}

    public static void main(String[] arguments) throws Exception {
        Path other = Path.of(arguments[0]);
        LoggerContext context = LoggerContext.getContext(false);
        Logger logger = context.getLogger("test");
        System.out.println("logger " + logger.getClass().getSimpleName());
        Ray.init();
        RayLogging.removeCopyOfNativeLibrary();
        log(logger);
        URI location = other.toUri();
        Configurator.reconfigure(location);
        log(logger);
        // the context names its new configuration before its loggers have it, and tells of it when they have
        CountDownLatch replaced = new CountDownLatch(1);
        context.addPropertyChangeListener(event -> replaced.countDown());
        Path replacement = Path.of(arguments[1]);
        Files.setLastModifiedTime(replacement, FileTime.fromMillis(System.currentTimeMillis()));
        Files.move(replacement, other, StandardCopyOption.REPLACE_EXISTING);
        replaced.await(MOST_SECONDS, TimeUnit.SECONDS);
        log(logger);
        Ray.shutdown();
        logger.info("logged at the end to {}", context.getConfiguration().getName());
    }

    /** Waits for the event: asynchronous loggers write one that still waits in their queue with the next configuration. */
    private static void log(Logger logger) throws IOException {
        Configuration configuration = logger.getContext().getConfiguration();
        FileAppender appender = configuration.getAppender("file");
        String line = "logged to " + configuration.getName();
        logger.info(line);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        while (!Files.readString(Path.of(appender.getFileName())).contains(line) && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
