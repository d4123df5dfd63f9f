package io.github.log4jray.testing.fakes;

import io.github.log4jray.testing.fixtures.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The driver's end of the protocol, over a real socket, each step said by the test. While there is one, workers of this JVM
 * have its token.
 */
public final class FakeDriver implements AutoCloseable {

    /** What its workers must know. */
    public static final String TOKEN = "token-of-a-fake-driver";

    /** Gives its token to a worker in a process of its own. */
    public static final String TOKEN_OPTION = "-DRAY_DRIVER_LOG_TOKEN=" + TOKEN;

    private static final int MILLIS = (int) Patience.LONG.toMillis();
    private static final String NONCE = "5e".repeat(16);
    private static final AtomicInteger LISTENING = new AtomicInteger();

    private final ServerSocket server;

    private FakeDriver(int port) {
        try {
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            server.setSoTimeout(MILLIS);
            LISTENING.incrementAndGet();
            System.setProperty("RAY_DRIVER_LOG_TOKEN", TOKEN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static FakeDriver listen() {
        return new FakeDriver(0);
    }

    public static FakeDriver listen(int port) {
        return new FakeDriver(port);
    }

    public int port() {
        return server.getLocalPort();
    }

    public String address() {
        return "tcp://127.0.0.1:" + port();
    }

    /** @return whether somebody has connected who was not accepted */
    public boolean hasVisitor() throws IOException {
        server.setSoTimeout(1);
        try (Socket visitor = server.accept()) {
            return visitor.isConnected();
        } catch (SocketTimeoutException e) {
            return false;
        } finally {
            server.setSoTimeout(MILLIS);
        }
    }

    /** Waits for the next connection. */
    public Connection accept() throws IOException {
        return new Connection(server.accept());
    }

    /** Waits for the next connection, and welcomes the worker. */
    public Connection welcome(String driver, long acked) throws IOException {
        Connection connection = accept();
        connection.welcome(driver, acked);
        return connection;
    }

    @Override
    public void close() {
        try {
            if (!server.isClosed() && LISTENING.decrementAndGet() == 0) {
                System.clearProperty("RAY_DRIVER_LOG_TOKEN");
            }
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection of a worker. */
    public static final class Connection implements AutoCloseable {

        private static final String END = "\u0000end";

        private final Socket socket;
        private final OutputStream out;
        private String challenge;
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.out = socket.getOutputStream();
            Thread reader = new Thread(this::read, "fake-driver");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
            } catch (IOException e) {
                // the test has closed it, or the worker has
            }
            lines.add(END);
        }

        /** @return the next line as it was sent */
        public String nextLine() {
            String line = nextLineOrEnd();
            if (line == null) {
                throw new AssertionError("the connection has ended");
            }
            return line;
        }

        /** @return the next line as it was sent; null if the worker has ended the connection */
        public String nextLineOrEnd() {
            try {
                String line = lines.poll(MILLIS, TimeUnit.MILLISECONDS);
                if (line == null) {
                    throw new AssertionError("no line came");
                }
                return line.equals(END) ? null : line;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** @return the next line that is not empty, parsed */
        public Map<String, Object> next() {
            String line = nextLine();
            while (line.isEmpty()) {
                line = nextLine();
            }
            return ProtocolPeer.object(line.getBytes(StandardCharsets.UTF_8));
        }

        /** @return the lines of the next batch */
        public List<?> nextLines() {
            return (List<?>) next().get("lines");
        }

        /** @return whether the worker has ended the connection */
        public boolean hasEnded() {
            return END.equals(lines.peek());
        }

        public void say(String line) throws IOException {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Answers hello and proof; gives the hello. */
        public Map<String, Object> welcome(String driver, long acked) throws IOException {
            Map<String, Object> hello = next();
            if (!challenge(hello, driver, TOKEN)) {
                throw new AssertionError("the worker ends the connection");
            }
            acknowledge(acked);
            return hello;
        }

        /** Answers a hello by the proof of this token; gives whether the worker proves it as well. */
        public boolean welcomes(String driver, String token) throws IOException {
            return challenge(next(), driver, token);
        }

        private boolean challenge(Map<String, Object> hello, String driver, String token) throws IOException {
            String nonce = (String) hello.get("nonce");
            String sender = (String) hello.get("sender");
            String proof = Proof.ofDriver(token, nonce, NONCE, sender, driver);
            challenge =
                    "{\"v\":2,\"driver\":\"" + driver + "\",\"nonce\":\"" + NONCE + "\",\"proof\":\"" + proof + "\"}";
            say(challenge);
            if (!token.equals(TOKEN)) {
                return false;
            }
            Map<String, Object> answer = next();
            if (!Map.of("proof", Proof.ofWorker(token, nonce, NONCE, sender, driver))
                    .equals(answer)) {
                throw new AssertionError("the worker proves nothing: " + answer);
            }
            return true;
        }

        /** @return the line by which this driver has proved that it knows the token */
        public String lastSaidProof() {
            return challenge;
        }

        public void acknowledge(long seq) throws IOException {
            say("{\"acked\":" + seq + "}");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
