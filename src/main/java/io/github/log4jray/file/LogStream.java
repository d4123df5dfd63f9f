package io.github.log4jray.file;

import java.util.Locale;

/** One of the files of a component, by the end of its name. */
enum LogStream {
    /** {@code .out}: standard output. */
    OUT,
    /** {@code .err}: standard error. */
    ERR,
    /** {@code .log}: the log of a component. */
    LOG;

    /** @return the name, as in {@code stream=} */
    String written() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param stem the beginning of the names of all files of a component
     * @return the name of the file of this stream
     */
    String of(String stem) {
        return stem + "." + written();
    }
}
