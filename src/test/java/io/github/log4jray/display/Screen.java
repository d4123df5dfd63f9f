package io.github.log4jray.display;

import io.github.log4jray.settings.Environment;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** Stands for the driver's standard streams, and can refuse to take anything for a while, as a full pipe does. */
public final class Screen {

    private final Stream out = new Stream();
    private final Stream err = new Stream();

    private static final class Stream extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean blocked;
        private boolean waited;
        private Error next;
        private Error always;

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] data, int from, int count) {
            while (blocked) {
                waited = true;
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
            if (always != null) {
                throw always;
            }
            if (next != null) {
                Error thrown = next;
                next = null;
                throw thrown;
            }
            bytes.write(data, from, count);
        }

        public synchronized void failOnceWith(Error error) {
            next = error;
        }

        public synchronized void failWith(Error error) {
            always = error;
        }

        public synchronized void block(boolean now) {
            blocked = now;
            waited = false;
            notifyAll();
        }

        synchronized boolean someoneWaits() {
            return waited;
        }

        public synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    /** @return what is made while these are the standard streams of this JVM */
    public <T> T standardFor(Supplier<T> made) {
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return made.get();
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }

    public ConsoleStreams console() {
        return standardFor(() -> new ConsoleStreams(Environment.process()));
    }

    /** The next that is written to standard output ends with this. */
    public void failOnceWith(Error error) {
        out.failOnceWith(error);
    }

    /** All that is written to standard error ends with this. */
    public void failErrWith(Error error) {
        err.failWith(error);
    }

    /** Standard output takes nothing any more. */
    public void block() {
        out.block(true);
    }

    /** Standard output takes everything again. */
    public void release() {
        out.block(false);
    }

    /** Waits until somebody waits for standard output. */
    public void awaitWaitingWriter() {
        Awaitility.await().until(out::someoneWaits);
    }

    public String text() {
        return out.text();
    }

    public String errText() {
        return err.text();
    }

    public List<String> lines() {
        return whole(out.text());
    }

    public List<String> errLines() {
        return whole(err.text());
    }

    /** Only {@code \n} ends a line here, so that others that get through are seen. */
    private static List<String> whole(String text) {
        List<String> lines = List.of(text.split("\n", -1));
        return lines.subList(0, lines.size() - 1);
    }

    /** Waits until standard output holds so many lines. */
    public List<String> awaitLines(int count) {
        Awaitility.await().until(() -> lines().size() >= count);
        return lines();
    }
}
