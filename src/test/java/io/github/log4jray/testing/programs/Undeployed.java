package io.github.log4jray.testing.programs;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * An application in a class loader of its own, with copies of everything, that logs and ends. Its argument is the appender.
 * Prints the names of our threads that live on, and whether the class loader is {@code collected}.
 */
public final class Undeployed {

    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private Undeployed() {}

    public static void main(String[] arguments) throws Exception {
        List<WeakReference<ClassLoader>> loader = new ArrayList<>();
        Thread deployment = new Thread(() -> loader.add(deployed(arguments[0])));
        deployment.start();
        deployment.join();
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (loader.get(0).get() != null && System.nanoTime() - until < 0) {
            System.gc();
        }
        Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("log4jray"))
                .forEach(System.out::println);
        System.out.println(loader.get(0).get() == null ? "collected" : "kept");
        System.exit(0);
    }

    private static WeakReference<ClassLoader> deployed(String appender) {
        try (URLClassLoader loader = loader()) {
            Thread.currentThread().setContextClassLoader(loader);
            IntConsumer application = (IntConsumer) loader.loadClass(WebApplication.class.getName())
                    .getConstructor(String.class, String.class)
                    .newInstance(appender, "line");
            application.accept(1000);
            ((AutoCloseable) application).close();
            return new WeakReference<>(loader);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            Thread.currentThread().setContextClassLoader(null);
        }
    }

    private static URLClassLoader loader() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
}
