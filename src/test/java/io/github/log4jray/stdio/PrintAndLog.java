package io.github.log4jray.stdio;

import org.apache.logging.log4j.LogManager;

/** Prints a line to each standard stream, logs one, and leaves with one that has no end. */
public final class PrintAndLog {

    private PrintAndLog() {}

    public static void main(String[] arguments) {
        LogManager.getLogger("app").info("own");
        System.out.println("out");
        System.err.println("err");
        new IllegalStateException("trace").printStackTrace();
        System.out.print("no end");
        System.exit(0);
    }
}
