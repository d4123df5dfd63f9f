package io.github.log4jray.stdio;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Tells terminals from files and pipes. Java itself can't do this for a single stream: {@link System#console()} considers
 * standard input and output together, and from JDK 22 on it exists without a terminal too.
 */
final class Terminal {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** Pseudo-terminals, virtual and serial consoles, and those of virtual machines. */
    private static final Pattern DEVICE = Pattern.compile("/dev/(pts/\\d+|tty\\w*|console|hvc\\d+|xvc\\d+)");

    private static final int STANDARD_OUTPUT = 1;

    private Terminal() {}

    /**
     * @param descriptor 1 or 2
     * @return true for a terminal; false for all others, and if it is not known
     */
    static boolean isAt(int descriptor) {
        try {
            Path link = DESCRIPTORS.resolve(Integer.toString(descriptor));
            return DEVICE.matcher(Files.readSymbolicLink(link).toString()).matches();
        } catch (IOException | RuntimeException e) {
            return descriptor == STANDARD_OUTPUT && !Files.isDirectory(DESCRIPTORS) && hasConsole();
        }
    }

    private static boolean hasConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            // before JDK 22, there is a console on a terminal only
            return true;
        }
    }
}
