package io.github.log4jray.testing;

import java.nio.file.Path;

/** Where the scripts in {@code .ci} install what the tests of the profile {@code ci} need. */
public final class Installed {

    private Installed() {}

    /** @return {@code $LOG4JRAY_RAY_HOME}, by default {@code ~/.cache/log4j-ray} */
    public static Path directory() {
        String home = System.getenv("LOG4JRAY_RAY_HOME");
        return home != null && !home.isEmpty()
                ? Path.of(home)
                : Path.of(System.getProperty("user.home"), ".cache", "log4j-ray");
    }
}
