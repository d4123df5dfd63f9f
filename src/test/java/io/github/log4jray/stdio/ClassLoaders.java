package io.github.log4jray.stdio;

import java.io.File;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Three class loaders, each with its own copies of Log4j and of everything else, which all capture; once for each of
 * some orders in which they stop. The files are named {@code <first>-<order>} and so on.
 */
public final class ClassLoaders {

    static final List<String> ORDERS = List.of("012", "120", "210");

    private ClassLoaders() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        try {
            for (String order : ORDERS) {
                stopIn(order, Path.of(arguments[0]), arguments[1]);
                if (System.out != out || System.err != err) {
                    throw new AssertionError("not put back after " + order + ": " + System.out);
                }
            }
        } catch (Throwable failure) {
            failure.printStackTrace(err);
            Runtime.getRuntime().halt(1);
        }
        System.exit(0);
    }

    private static void stopIn(String order, Path directory, String template) throws Exception {
        List<URLClassLoader> loaders = new ArrayList<>();
        List<AutoCloseable> contexts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
            loaders.add(loader);
            Path configuration = directory.resolve("copy-" + i + "-" + order + ".xml");
            Files.writeString(configuration, template.replace("NAME", "copy-" + i + "-" + order));
            Thread.currentThread().setContextClassLoader(loader);
            contexts.add((AutoCloseable) loader.loadClass(CapturingOfItsOwn.class.getName())
                    .getConstructor(String.class)
                    .newInstance(configuration.toUri().toString()));
            print("started " + i);
        }
        for (int i = 0; i < order.length(); i++) {
            int stopping = order.charAt(i) - '0';
            contexts.get(stopping).close();
            loaders.get(stopping).close();
            if (i < 2) {
                print("stopped " + stopping);
            }
        }
    }

    private static void print(String text) throws InterruptedException {
        Thread thread = new Thread(() -> {
            System.out.println("out " + text);
            System.err.println("err " + text);
        });
        thread.start();
        thread.join();
    }

    private static URL[] classPath() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }
}
