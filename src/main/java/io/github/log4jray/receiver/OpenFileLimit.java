package io.github.log4jray.receiver;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files and sockets this process may have open at once. */
final class OpenFileLimit {

    private OpenFileLimit() {}

    /** @return how many files and sockets it may open beside those that are open now; a great number if that is not known */
    static long free() {
        UnixOperatingSystemMXBean system = system();
        return system == null
                ? Long.MAX_VALUE
                : Math.max(0, system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount());
    }

    private static UnixOperatingSystemMXBean system() {
        try {
            return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix ? unix : null;
        } catch (LinkageError e) {
            // a JVM without the module jdk.management
            return null;
        }
    }

    /** @return what a user should know where connections can't be accepted */
    static String hint() {
        UnixOperatingSystemMXBean system = system();
        return system == null
                ? "see ulimit -n"
                : "this process may open " + system.getMaxFileDescriptorCount() + " files and sockets, see ulimit -n";
    }
}
