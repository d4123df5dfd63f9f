package io.github.log4jray.testing.programs;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * A process with applications that have each a class loader with copies of everything. {@code steady} goes on, while
 * {@code deployed0}, {@code deployed1} and so on come and go. All log {@value #EACH} records at a time; at the end
 * {@code steady 12345} on standard output says how many records it has logged. Arguments: the appender of all, how
 * often the other one is deployed.
 */
public final class WebServer {

    /** How many records an application logs that comes and goes. */
    public static final int EACH = 500;

    private WebServer() {}

    public static void main(String[] arguments) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        int[] logged = {0};
        Thread steady = new Thread(() -> {
            try (URLClassLoader loader = loader()) {
                IntConsumer application = deployed(loader, arguments[0], "steady");
                // a moment between two rounds: each rotation renames all backups before it
                do {
                    application.accept(EACH);
                    logged[0] += EACH;
                } while (!end.await(1, TimeUnit.MILLISECONDS));
                ((AutoCloseable) application).close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        steady.start();
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            try (URLClassLoader loader = loader()) {
                IntConsumer application = deployed(loader, arguments[0], "deployed" + i);
                application.accept(EACH);
                ((AutoCloseable) application).close();
            }
        }
        end.countDown();
        steady.join();
        System.out.println("steady " + logged[0]);
        System.exit(0);
    }

    private static IntConsumer deployed(ClassLoader loader, String appender, String word) throws Exception {
        Thread.currentThread().setContextClassLoader(loader);
        Class<?> copy = loader.loadClass(WebApplication.class.getName());
        if (copy == WebApplication.class) {
            throw new IllegalStateException("no copy");
        }
        return (IntConsumer) copy.getConstructor(String.class, String.class).newInstance(appender, word);
    }

    private static URLClassLoader loader() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
}
