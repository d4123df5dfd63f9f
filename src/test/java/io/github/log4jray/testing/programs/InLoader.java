package io.github.log4jray.testing.programs;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/**
 * Runs a program in a class loader of its own, which is the context class loader of the thread too. Arguments: the
 * class path of that loader; {@code alone}, or {@code child} of the system class loader; and the program.
 */
public final class InLoader {

    private InLoader() {}

    public static void main(String[] arguments) throws Exception {
        String[] entries = arguments[0].split(File.pathSeparator);
        URL[] urls = new URL[entries.length];
        for (int i = 0; i < entries.length; i++) {
            urls[i] = Path.of(entries[i]).toUri().toURL();
        }
        ClassLoader parent = arguments[1].equals("child")
                ? ClassLoader.getSystemClassLoader()
                : ClassLoader.getPlatformClassLoader();
        try (URLClassLoader loader = new URLClassLoader(urls, parent)) {
            Thread.currentThread().setContextClassLoader(loader);
            loader.loadClass(arguments[2]).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        }
    }
}
