package io.github.log4jray.testing.programs;

import org.apache.logging.log4j.LogManager;

/** Logs {@code own}, prints {@code no end} without a line end, and ends. */
public final class UnfinishedPrint {

    private UnfinishedPrint() {}

    public static void main(String[] arguments) {
        LogManager.getLogger(UnfinishedPrint.class).info("own");
        System.out.print("no end");
    }
}
