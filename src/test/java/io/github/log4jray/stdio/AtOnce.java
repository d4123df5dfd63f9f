package io.github.log4jray.stdio;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;

/** Prints errors, makes the file {@code printed}, and waits until its input ends. */
public final class AtOnce {

    static final int LINES = 5;

    private AtOnce() {}

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogger("start");
        for (int i = 0; i < LINES; i++) {
            System.err.println("error " + i);
        }
        Files.createFile(Path.of(arguments[0], "printed"));
        System.in.read();
    }
}
