package io.github.log4jray.stdio;

import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;

/**
 * Recursions without an end that print at each depth, so that the stack ends anywhere within a print. Afterwards the same
 * threads, and others, print {@code after}. Its second argument: how many recursions each thread begins.
 */
public final class Overflows {

    static final int THREADS = 4;

    private static final int SMALL_STACK = 200 * 1024;

    private Overflows() {}

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogger("start");
        int rounds = Integer.parseInt(arguments[1]);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int offset = i;
            threads.add(new Thread(null, () -> overflowAndPrint(offset, rounds), "t" + i, SMALL_STACK));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        synchronized (System.err) {
            System.err.println("after all");
        }
        System.exit(0);
    }

    private static void overflowAndPrint(int offset, int rounds) {
        for (int i = 0; i < rounds; i++) {
            try {
                atDepth(offset + i % 40, i % 3);
            } catch (StackOverflowError e) {
                // what this is about
            }
        }
        System.out.println();
        System.out.println("after out " + offset);
        System.err.println("after err " + offset);
    }

    /** Begins at any depth, so that the end is at any place. */
    private static void atDepth(int depth, int kind) {
        if (depth > 0) {
            atDepth(depth - 1, kind);
        } else {
            recurse(kind);
        }
    }

    private static void recurse(int kind) {
        if (kind == 0) {
            System.out.println("deep");
        } else if (kind == 1) {
            System.out.print("deep\n");
        } else {
            synchronized (System.err) {
                System.err.println("deep");
            }
        }
        recurse(kind);
    }
}
