package io.github.log4jray.testing;

/** The threads of this JVM. */
public final class Threads {

    private Threads() {}

    /** Interrupts all of this name; gives their number. */
    public static int interrupt(String name) {
        int count = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(name)) {
                thread.interrupt();
                count++;
            }
        }
        return count;
    }
}
