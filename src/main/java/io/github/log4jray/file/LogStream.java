package io.github.log4jray.file;

import java.util.Locale;

/** Which of a component's files: its name ends so. */
enum LogStream {
    /** {@code .out}: what a process writes to standard output. */
    OUT,
    /** {@code .err}: what a process writes to standard error. */
    ERR,
    /** {@code .log}: what a component logs. */
    LOG;

    /** @return the name as {@code stream=} has it */
    String written() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param stem how the names of all files of a component begin
     * @return the name of the file of this stream
     */
    String of(String stem) {
        return stem + "." + written();
    }
}
