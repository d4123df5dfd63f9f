package io.github.log4jray.stdio;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Threads that print lines, lines in pieces, several lines at once and stack traces, and log, all at the same time. The file
 * {@code trace} in the directory of its argument has what a trace is like.
 */
public final class ManyThreads {

    static final int THREADS = 8;
    static final int ROUNDS = 100;
    static final String TRACE = "java.lang.IllegalStateException: trace ";

    private ManyThreads() {}

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogger("start");
        StringWriter trace = new StringWriter();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            String name = "t" + i;
            threads.add(new Thread(() -> print(name, trace)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        Files.writeString(Path.of(arguments[0], "trace"), trace.toString());
        System.exit(0);
    }

    private static void print(String name, StringWriter trace) {
        Logger logger = LogManager.getLogger("app");
        for (int i = 0; i < ROUNDS; i++) {
            IllegalStateException failure =
                    new IllegalStateException("trace " + name + " " + i, new IllegalArgumentException("cause"));
            System.out.println(name + " whole " + i);
            System.out.print(name);
            System.out.print(" in pieces ");
            System.err.println(name + " error " + i);
            System.out.println(i);
            System.out.print(name + " first " + i + "\n" + name + " second " + i + "\n");
            failure.printStackTrace();
            logger.info("event {}", i);
            System.err.print(name + " error in ");
            System.err.append("pieces ").println(i);
            if (i == 0 && name.equals("t0")) {
                failure.printStackTrace(new PrintWriter(trace));
            }
        }
    }
}
