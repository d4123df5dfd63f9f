package io.github.log4jray.testing.fakes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The driver's end of the protocol, over a real socket, each step said by the test. */
public final class FakeDriver implements AutoCloseable {

    private static final int SECONDS = 20;

    private final ServerSocket server;

    private FakeDriver(int port) {
        try {
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            server.setSoTimeout(SECONDS * 1000);
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

    /** Waits for the next connection. */
    public Connection accept() throws IOException {
        return new Connection(server.accept());
    }

    /** Waits for the next connection and answers its hello. */
    public Connection welcome(String driver, long acked) throws IOException {
        Connection connection = accept();
        connection.next();
        connection.say("{\"v\":1,\"driver\":\"" + driver + "\",\"acked\":" + acked + "}");
        return connection;
    }

    @Override
    public void close() {
        try {
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
                String line = lines.poll(SECONDS, TimeUnit.SECONDS);
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

        public void acknowledge(long seq) throws IOException {
            say("{\"acked\":" + seq + "}");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
