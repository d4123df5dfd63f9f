package io.github.log4jray.testing.programs;

import io.github.log4jray.testing.fakes.ClientHandshake;
import io.github.log4jray.testing.fixtures.DriverOutput;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The connections of very many workers in one process, whose one thread speaks the driver protocol for them over real
 * sockets. Arguments: port and token of the driver. Each line of standard input is a command, answered by a line:
 *
 * <ul>
 *   <li>{@code join 1000}: as many workers as that are connected now. Their pids are {@value #FIRST_PID} and so on.
 *   <li>{@code log 500 100}: each logs {@code line 0} to {@code line 499}, with {@link DriverOutput#PADDING}, 100 lines
 *       a second, until all are acknowledged. The answer is for how many milliseconds this process was held up itself,
 *       so that the driver had nothing to do for it.
 * </ul>
 */
public final class WorkerLoad {

    /** The first worker's; the next ones follow. */
    public static final long FIRST_PID = 1_000_001;

    private static final int MOST_LINES = 300;

    /** A turn of all workers is shorter while this process has a processor. */
    private static final int USUAL_MILLIS = 100;

    private final InetSocketAddress driver;
    private final String token;
    private final Selector selector;
    private final List<Worker> workers = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 16);

    private WorkerLoad(int port, String token) throws IOException {
        this.driver = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.token = token;
        this.selector = Selector.open();
    }

    public static void main(String[] arguments) throws IOException {
        WorkerLoad load = new WorkerLoad(Integer.parseInt(arguments[0]), arguments[1]);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            String[] words = command.split(" ");
            int count = Integer.parseInt(words[1]);
            if (words[0].equals("join")) {
                load.join(count);
                System.out.println("joined");
            } else {
                System.out.println(load.log(count, Integer.parseInt(words[2])));
            }
        }
    }

    private void join(int count) throws IOException {
        while (workers.size() < count) {
            workers.add(new Worker(FIRST_PID + workers.size()));
        }
    }

    private long log(int lines, int linesPerSecond) throws IOException {
        long since = System.nanoTime();
        long turn = since;
        long heldUpMillis = 0;
        boolean done = false;
        while (!done) {
            long now = System.nanoTime();
            long millis = TimeUnit.NANOSECONDS.toMillis(now - turn);
            heldUpMillis += millis > USUAL_MILLIS ? millis : 0;
            turn = now;
            long due = Math.min(lines, (now - since) * linesPerSecond / 1_000_000_000L);
            done = true;
            for (Worker worker : workers) {
                worker.log(due);
                done &= worker.logged == lines && worker.acknowledged == worker.seq;
            }
            selector.select(key -> ((Worker) key.attachment()).read(), 1);
        }
        return heldUpMillis;
    }

    private final class Worker {

        final long pid;
        final SocketChannel channel;
        long logged;
        long seq;
        long acknowledged;
        private long number;
        private ByteBuffer out = ByteBuffer.allocate(0);

        Worker(long pid) throws IOException {
            this.pid = pid;
            channel = SocketChannel.open(driver);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            String answer = ClientHandshake.make(channel, token, String.format("%032x", pid));
            if (!answer.equals("{\"acked\":0}")) {
                throw new IOException("not welcome: " + answer);
            }
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        /** Sends the lines that are due, as one batch, unless the last one has not gone yet. */
        void log(long due) throws IOException {
            if (!write() || due == logged) {
                return;
            }
            StringBuilder batch = new StringBuilder("{\"ip\":null,\"pid\":").append(pid);
            batch.append(",\"job\":null,\"is_err\":false,\"lines\":[");
            long end = Math.min(due, logged + MOST_LINES);
            for (String comma = ""; logged < end; comma = ",") {
                batch.append(comma).append("\"line ").append(logged++);
                batch.append(DriverOutput.PADDING).append('"');
            }
            batch.append("],\"actor_name\":null,\"task_name\":null,\"seq\":").append(++seq);
            out = ByteBuffer.wrap(batch.append("}\n").toString().getBytes(StandardCharsets.US_ASCII));
            write();
        }

        private boolean write() throws IOException {
            channel.write(out);
            return !out.hasRemaining();
        }

        /** Takes acknowledgements. */
        void read() {
            in.clear();
            try {
                if (channel.read(in) < 0) {
                    throw new EOFException("the driver has ended the connection");
                }
            } catch (IOException e) {
                throw new UncheckedIOException("worker " + pid, e);
            }
            for (in.flip(); in.hasRemaining(); ) {
                byte b = in.get();
                if (b >= '0' && b <= '9') {
                    number = number * 10 + b - '0';
                } else if (b == '\n') {
                    acknowledged = Math.max(acknowledged, number);
                    number = 0;
                }
            }
        }
    }
}
