package io.github.log4jray.testing.fakes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between workers and a driver, and records what passes in both directions. */
public final class Wiretap implements AutoCloseable {

    private static final int BUFFER = 8 * 1024;

    private final ServerSocket server;
    private final int target;
    private final ByteArrayOutputStream recorded = new ByteArrayOutputStream();
    private final AtomicLong cutAfter = new AtomicLong(Long.MAX_VALUE);
    private volatile boolean cut;

    /** @param target the driver's port on this host */
    public Wiretap(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inBackground(this::accept);
    }

    /** @return where workers find the driver */
    public int port() {
        return server.getLocalPort();
    }

    /** Cuts the connection, once, after this many more bytes of the worker. */
    public void cutAfter(long bytes) {
        cutAfter.set(bytes);
    }

    /** @return whether it has cut a connection */
    public boolean hasCut() {
        return cut;
    }

    /** @return all bytes so far, as characters of Latin-1 */
    public String recorded() {
        synchronized (recorded) {
            return recorded.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "wiretap");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket worker = server.accept();
                Socket driver = new Socket(InetAddress.getLoopbackAddress(), target);
                inBackground(() -> pass(worker, driver, true));
                inBackground(() -> pass(driver, worker, false));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void pass(Socket from, Socket to, boolean isWorker) {
        byte[] bytes = new byte[BUFFER];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            int count;
            while ((count = in.read(bytes)) > 0) {
                synchronized (recorded) {
                    recorded.write(bytes, 0, count);
                }
                long left = isWorker ? cutAfter.addAndGet(-count) : 1;
                if (left <= 0) {
                    out.write(bytes, 0, (int) (count + left));
                    cutAfter.set(Long.MAX_VALUE);
                    cut = true;
                    return;
                }
                out.write(bytes, 0, count);
            }
        } catch (IOException e) {
            // One side has ended it.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
