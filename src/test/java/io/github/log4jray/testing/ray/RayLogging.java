package io.github.log4jray.testing.ray;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.RuntimeContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;

/** What programs on Ray, drivers and workers, say of their own logging. */
final class RayLogging {

    private static final Path SELF = Path.of("/proc/self");

    private RayLogging() {}

    /** Logs through SLF4J, as Ray itself does, which has it in its jar. */
    static void slf4j(String line) {
        try {
            Class<?> factory = Class.forName("org.slf4j.LoggerFactory");
            Object logger = factory.getMethod("getLogger", String.class).invoke(null, "slf4j");
            Class.forName("org.slf4j.Logger").getMethod("info", String.class).invoke(logger, line);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return the names of the configurations of the application's context and of the one that Ray replaces */
    static String configurations(Class<?> application) {
        LoggerContext own = (LoggerContext) LogManager.getContext(application.getClassLoader(), false);
        return own.getConfiguration().getName() + "+"
                + LoggerContext.getContext().getConfiguration().getName();
    }

    /** @return number and file of each open descriptor, of the files whose name matches */
    static List<String> descriptors(String pattern) {
        try (Stream<Path> all = Files.list(SELF.resolve("fd"))) {
            return all.map(descriptor -> descriptor.getFileName() + "=" + target(descriptor))
                    .filter(open -> open.substring(open.lastIndexOf('/') + 1).matches(pattern))
                    .map(open -> open.substring(0, open.indexOf('=') + 1) + open.substring(open.lastIndexOf('/') + 1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // closed meanwhile
            return "";
        }
    }

    /** A driver has the node's id a moment after its first event. */
    static void awaitNodeId() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (RuntimeContext.current().get(ContextKeys.NODE_ID) == null) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no node id");
            }
            Thread.onSpinWait();
        }
    }

    /** Each driver leaves a copy of Ray's native library of 40 MB in {@code /tmp/ray/<milliseconds>}. */
    static void removeCopyOfNativeLibrary() {
        try (Stream<String> maps = Files.lines(SELF.resolve("maps"))) {
            Path library = maps.filter(map -> map.endsWith("/libcore_worker_library_java.so"))
                    .map(map -> Path.of(map.substring(map.indexOf('/'))))
                    .findFirst()
                    .orElseThrow();
            Files.delete(library);
            Files.deleteIfExists(library.resolveSibling("file_lock"));
            Files.delete(library.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
