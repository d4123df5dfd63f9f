package io.github.log4jray.receiver;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files and sockets this process may have open at once. */
final class OpenFileLimit {

    private OpenFileLimit() {}

    /** @return the limit; {@code Long.MAX_VALUE} where it is not known */
    static long ofProcess() {
        try {
            return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                    ? unix.getMaxFileDescriptorCount()
                    : Long.MAX_VALUE;
        } catch (LinkageError e) {
            // a JVM without the module jdk.management
            return Long.MAX_VALUE;
        }
    }

    /** @return what a user should know where connections can't be accepted */
    static String hint() {
        long limit = ofProcess();
        return limit == Long.MAX_VALUE
                ? "see ulimit -n"
                : "this process may open " + limit + " files and sockets, see ulimit -n";
    }
}
