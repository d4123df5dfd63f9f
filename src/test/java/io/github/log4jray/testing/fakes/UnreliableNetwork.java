package io.github.log4jray.testing.fakes;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between workers and a driver, on real sockets. While it is told to, it holds bytes up, repeats batches, and breaks
 * connections in the middle of a batch: by a reset, or by an end that looks regular.
 */
public final class UnreliableNetwork implements AutoCloseable {

    private static final int PIECE = 16 * 1024;
    private static final int MOST_MICROS = 5_000;
    private static final int MOST_DELAYS = 500;

    private final ServerSocket server;
    private final int target;
    private final int breaks;
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicInteger delayed = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * @param target the driver's port
     * @param breaks how often a connection breaks
     */
    public UnreliableNetwork(int target, int breaks) {
        this.target = target;
        this.breaks = breaks;
        try {
            server = new ServerSocket();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inBackground(this::accept);
    }

    /** @return where workers find the driver */
    public String address() {
        return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    /** @return how many connections it has broken */
    public int broken() {
        return broken.get();
    }

    /** @return how many batches it has repeated */
    public int repeated() {
        return repeated.get();
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "unreliable-network");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket worker = server.accept();
                try {
                    Socket driver = new Socket(InetAddress.getLoopbackAddress(), target);
                    Random random = new Random(connections.incrementAndGet());
                    inBackground(() -> toDriver(worker, driver, random));
                    inBackground(() -> toWorker(driver, worker));
                } catch (IOException e) {
                    worker.close();
                }
            }
        } catch (IOException e) {
            // the end
        }
    }

    private void toDriver(Socket worker, Socket driver, Random random) {
        try (worker;
                driver) {
            InputStream in = new BufferedInputStream(worker.getInputStream(), PIECE);
            OutputStream out = driver.getOutputStream();
            int lines = 0;
            byte[] line;
            while ((line = line(in)).length > 0) {
                lines++;
                boolean handshake = lines <= 2;
                if (!handshake && broken.get() < breaks && random.nextInt(4) == 0) {
                    broken.incrementAndGet();
                    out.write(line, 0, random.nextInt(line.length));
                    boolean reset = random.nextBoolean();
                    worker.setSoLinger(reset, 0);
                    driver.setSoLinger(reset && random.nextBoolean(), 0);
                    return;
                }
                int half = random.nextInt(line.length);
                out.write(line, 0, half);
                if (random.nextInt(4) == 0 && delayed.incrementAndGet() <= MOST_DELAYS) {
                    LockSupport.parkNanos(1_000L * random.nextInt(MOST_MICROS));
                }
                out.write(line, half, line.length - half);
                if (!handshake && random.nextInt(3) == 0) {
                    out.write(line);
                    repeated.incrementAndGet();
                }
            }
        } catch (IOException e) {
            // the connection has ended
        }
    }

    /** @return a line with its end; nothing at the end of the input */
    private static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b;
        while ((b = in.read()) >= 0) {
            line.write(b);
            if (b == '\n') {
                return line.toByteArray();
            }
        }
        return new byte[0];
    }

    private static void toWorker(Socket driver, Socket worker) {
        try (driver;
                worker) {
            driver.getInputStream().transferTo(worker.getOutputStream());
        } catch (IOException e) {
            // the connection has ended
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
