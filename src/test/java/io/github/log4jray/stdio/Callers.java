package io.github.log4jray.stdio;

import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.MarkerManager;

/** Prints in methods that are named for what they call, and logs events of its own. */
public final class Callers {

    private Callers() {}

    public static void main(String[] arguments) throws Exception {
        Logger logger = LogManager.getLogger("app");
        println();
        print();
        printf();
        format();
        append();
        write();
        byteByByte();
        severalLines();
        err();
        logger.error(MarkerManager.getMarker("STDERR"), "own error");
        logger.info(MarkerManager.getMarker("STDOUT"), "own info");
        LogManager.getLogger("stdout").info("no marker");
        System.exit(0);
    }

    private static void println() {
        System.out.println("println");
    }

    private static void print() {
        System.out.print("print\n");
    }

    private static void printf() {
        System.out.printf("%s%n", "printf");
    }

    private static void format() {
        System.out.format("%s%n", "format");
    }

    private static void append() {
        System.out.append("append\n").append("append\n", 0, 7).append("append").append('\n');
    }

    private static void write() throws Exception {
        System.out.write("write\n".getBytes(StandardCharsets.UTF_8));
        System.out.writeBytes("write\n".getBytes(StandardCharsets.UTF_8));
    }

    private static void byteByByte() {
        for (byte b : "byteByByte\n".getBytes(StandardCharsets.UTF_8)) {
            System.out.write(b);
        }
    }

    private static void severalLines() {
        System.out.println("severalLines\nseveralLines");
    }

    private static void err() {
        System.err.println("err");
    }
}
