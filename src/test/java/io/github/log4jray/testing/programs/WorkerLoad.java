package io.github.log4jray.testing.programs;

import io.github.log4jray.testing.fakes.SimulatedWorker;
import io.github.log4jray.testing.fixtures.DriverOutput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The connections of very many workers in one process, whose one thread speaks the driver protocol for them over real
 * sockets; see {@link SimulatedWorker}. Arguments: port and token of the driver. Each line of standard input is a
 * command, answered by a line when it is done:
 *
 * <ul>
 *   <li>{@code join 1000}: as many workers as that are connected now. Their pids are {@value #FIRST_PID} and so on. The
 *       answer is {@code joined in <milliseconds>, <attempts to connect>, <those that failed, by the reason>}, the attempts
 *       since the last such answer.
 *   <li>{@code come 1500}: there are as many workers as that from now on, whether they get a connection or not.
 *   <li>{@code log 500 100 10}: each of the first ten logs {@code line 0} to {@code line 499}, with
 *       {@link DriverOutput#PADDING}, 100 lines a second, until all are acknowledged; a second command goes on with line
 *       500. The answer is for how many milliseconds this process was held up itself, so that the driver had nothing to do
 *       for it, then the time to the acknowledgement of a batch in milliseconds: the median, and the longest.
 * </ul>
 */
public final class WorkerLoad implements SimulatedWorker.Observer {

    /** The first worker's; the next ones follow. */
    public static final long FIRST_PID = 1_000_001;

    /** A turn of all workers is shorter while this process has a processor. */
    private static final int USUAL_MILLIS = 100;

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int MOST_DELAYS = 5_000_000;

    private final InetSocketAddress driver;
    private final String token;
    private final Selector selector;
    private final List<SimulatedWorker> workers = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocate(1 << 16);
    private final LinkedBlockingQueue<String> commands = new LinkedBlockingQueue<>();
    private final Map<String, Integer> failures = new TreeMap<>();
    private final int[] delaysMicros = new int[MOST_DELAYS];
    private int delayCount;
    private long tickedAt;
    private long attempts;
    private int connected;

    private WorkerLoad(int port, String token) throws IOException {
        this.driver = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.token = token;
        this.selector = Selector.open();
    }

    public static void main(String[] arguments) throws IOException {
        WorkerLoad load = new WorkerLoad(Integer.parseInt(arguments[0]), arguments[1]);
        Thread reader = new Thread(load::readCommands);
        reader.setDaemon(true);
        reader.start();
        load.obey();
        System.exit(0);
    }

    private void readCommands() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in))) {
            for (String command = in.readLine(); command != null; command = in.readLine()) {
                commands.add(command);
            }
        } catch (IOException e) {
            // the process that tells has ended
        }
        commands.add("end");
    }

    private void obey() throws IOException {
        String command = commands.poll();
        while (!"end".equals(command)) {
            if (command == null) {
                turn(20);
            } else {
                obey(command.split(" "));
            }
            command = commands.poll();
        }
    }

    private void obey(String[] words) throws IOException {
        int count = Integer.parseInt(words[1]);
        if (words[0].equals("join")) {
            System.out.println(join(count));
        } else if (words[0].equals("come")) {
            come(count);
            System.out.println("coming");
        } else {
            int loggers = words.length > 3 ? Integer.parseInt(words[3]) : workers.size();
            System.out.println(log(count, Integer.parseInt(words[2]), workers.subList(0, loggers)));
        }
    }

    private String join(int count) throws IOException {
        long since = System.nanoTime();
        come(count);
        do {
            turn(10);
        } while (connected < count);
        String answer = "joined in " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) + ", " + attempts + ", "
                + failures;
        attempts = 0;
        failures.clear();
        return answer;
    }

    private void come(int count) {
        while (workers.size() < count) {
            workers.add(new SimulatedWorker(FIRST_PID + workers.size(), driver, token, selector, this));
        }
    }

    private String log(int lines, int linesPerSecond, List<SimulatedWorker> loggers) throws IOException {
        long since = System.nanoTime();
        long turn = since;
        long heldUpMillis = 0;
        long before = loggers.get(0).logged();
        long last = before + lines;
        delayCount = 0;
        boolean done = false;
        while (!done) {
            long now = System.nanoTime();
            long millis = TimeUnit.NANOSECONDS.toMillis(now - turn);
            heldUpMillis += millis > USUAL_MILLIS ? millis : 0;
            turn = now;
            long due = Math.min(last, before + (now - since) * linesPerSecond / 1_000_000_000L);
            done = true;
            for (SimulatedWorker worker : loggers) {
                worker.log(due);
                done &= worker.logged() == last && worker.isAcknowledged();
            }
            turn(1);
        }
        Arrays.sort(delaysMicros, 0, delayCount);
        return heldUpMillis + " " + delaysMicros[delayCount / 2] / 1000 + " " + delaysMicros[delayCount - 1] / 1000;
    }

    private void turn(long millis) throws IOException {
        long now = System.nanoTime();
        if (now - tickedAt > TICK_NANOS) {
            tickedAt = now;
            for (SimulatedWorker worker : workers) {
                worker.tick(now);
            }
        }
        selector.select(key -> ((SimulatedWorker) key.attachment()).serve(key, in), millis);
    }

    @Override
    public void attempted() {
        attempts++;
    }

    @Override
    public void connected(boolean now) {
        connected += now ? 1 : -1;
    }

    @Override
    public void failed(IOException why) {
        failures.merge(why.getMessage(), 1, Integer::sum);
    }

    @Override
    public void acknowledged(long nanos) {
        if (delayCount < MOST_DELAYS) {
            delaysMicros[delayCount++] = (int) TimeUnit.NANOSECONDS.toMicros(nanos);
        }
    }
}
