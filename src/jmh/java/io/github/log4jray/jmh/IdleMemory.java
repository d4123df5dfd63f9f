package io.github.log4jray.jmh;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * The memory that an appender holds which has logged a line, and then nothing for some seconds: objects that are reachable,
 * and direct buffers, of many appenders in a logger context each, beyond those of as many contexts with an appender that
 * does nothing. Argument: the type of the appender. Prints a row of a table.
 */
public final class IdleMemory {

    private static final int APPENDERS = 50;
    private static final int SECONDS = 15;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final Path directory = Files.createTempDirectory("log4j-ray-idle");

    /** All of them, as none may go while others are measured. */
    private final List<Logging> contexts = new ArrayList<>();

    private IdleMemory() throws IOException {}

    public static void main(String[] arguments) throws IOException {
        IdleMemory memory = new IdleMemory();
        String type = arguments[0];
        if (type.equals("DriverStream")) {
            memory.start("DriverConsole");
            // so the drivers have read something
            memory.start(type);
        }
        double nothing = memory.kilobytes("Null");
        System.out.printf(Locale.ROOT, "| `%s` | %.0f |%n", type, memory.kilobytes(type) - nothing);
        System.exit(0);
    }

    private Element element(String type, int number) {
        String file = directory + "/" + number + ".log";
        Element element = Config.element(type).with("name", "a");
        return switch (type) {
            case "SessionDirectory" -> element.with("sessionDir", directory).with("fileName", number + ".log");
            case "RollingFile", "RollingRandomAccessFile" ->
                element.with("fileName", file)
                        .with("filePattern", file + ".%i")
                        .with(Config.pattern("%m%n"), Config.element("SizeBasedTriggeringPolicy"));
            case "DriverConsole" -> element.with("sessionDir", session(number));
            // that of one of the first drivers
            case "DriverStream" -> element.with("sessionDir", session(number % APPENDERS));
            default -> element;
        };
    }

    private Path session(int number) {
        return directory.resolve("session-" + number);
    }

    /** @return what a context with such an appender holds; some were there before, so that the classes are loaded */
    private double kilobytes(String type) {
        start(type);
        long before = bytes();
        start(type);
        return (bytes() - before) / 1024.0 / APPENDERS;
    }

    private void start(String type) {
        for (int i = 0; i < APPENDERS; i++) {
            int number = contexts.size();
            Logging logging = Logging.with(element(type, number));
            logging.logger("idle").info("a line as an application might log it, with a number: {}", number);
            contexts.add(logging);
        }
    }

    /** The least within some seconds: meanwhile appenders give back what they don't use. */
    private static long bytes() {
        long least = Long.MAX_VALUE;
        for (int second = 0; second < SECONDS; second++) {
            LockSupport.parkNanos(SECOND_NANOS);
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
            least = Math.min(least, heap + direct);
        }
        return least;
    }
}
