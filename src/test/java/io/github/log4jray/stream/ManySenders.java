package io.github.log4jray.stream;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.session.Address;
import io.github.log4jray.testing.fixtures.DriverOutput;
import io.github.log4jray.testing.programs.WorkerLoad;
import io.github.log4jray.text.RenderBuffer;
import io.github.log4jray.transport.TlsClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Real senders of many workers in one process, each with a buffer and a thread of its own. Arguments: port and token of
 * the driver, how many workers, the bytes of a buffer. Their pids are {@link WorkerLoad#FIRST_PID} and so on. Each line of
 * standard input is a command, answered by a line:
 *
 * <ul>
 *   <li>{@code log 3 10 100 5}: workers 3 to 9 log 100 lines a second each for 5 seconds, each {@code line 0} and so on
 *       with {@link DriverOutput#PADDING}; 0 lines a second are as many as they can. The answer comes at once.
 *   <li>{@code sent}: the number of lines that each has logged so far.
 *   <li>{@code delivered}: the same, as soon as no worker logs and all is acknowledged.
 *   <li>{@code connections}: how many each has made so far.
 * </ul>
 */
public final class ManySenders {

    private static final String HEADER = "{\"ip\":null,\"job\":null,\"is_err\":false,\"pid\":%d,\"lines\":[";
    private static final Path FILE = Path.of("worker.out");

    private final List<StreamSender> senders = new ArrayList<>();
    private final List<Thread> loggers = new ArrayList<>();
    private final AtomicLongArray logged;

    private ManySenders(StreamSender.Driver driver, int count, int bytes) throws IOException {
        logged = new AtomicLongArray(count);
        DriverFinder finder = new DriverFinder() {
            @Override
            public Located locate() {
                return new Located(List.of(driver), null);
            }

            @Override
            public String locateWorkerId() {
                return null;
            }

            @Override
            public String describeSearch() {
                return "";
            }
        };
        for (int i = 0; i < count; i++) {
            byte[] header = String.format(HEADER, WorkerLoad.FIRST_PID + i).getBytes(StandardCharsets.US_ASCII);
            StreamSender sender = new StreamSender(
                    "worker " + i,
                    new BufferLimits(bytes, false, 0, 0),
                    isErr -> header,
                    finder,
                    () -> FILE,
                    new TlsClient(null),
                    Protocol.DEFAULT,
                    Duration.ofDays(1));
            sender.start();
            senders.add(sender);
        }
    }

    public static void main(String[] arguments) throws Exception {
        StreamSender.Driver driver =
                new StreamSender.Driver(new Address.Tcp("127.0.0.1", Integer.parseInt(arguments[0])), arguments[1]);
        ManySenders all = new ManySenders(driver, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            System.out.println(all.obey(command.split(" ")));
        }
        System.exit(0);
    }

    private String obey(String[] words) throws InterruptedException {
        switch (words[0]) {
            case "log" -> {
                return start(words);
            }
            case "sent" -> {
                return sent();
            }
            case "delivered" -> {
                for (Thread logger : loggers) {
                    logger.join();
                }
                for (StreamSender sender : senders) {
                    while (!sender.buffer().isAcknowledged()) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                    }
                }
                return sent();
            }
            case "connections" -> {
                return joined(StreamSender::connections);
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private String sent() {
        return LongStream.range(0, senders.size())
                .mapToObj(i -> Long.toString(logged.get((int) i)))
                .collect(Collectors.joining(" "));
    }

    private String joined(ToLongFunction<StreamSender> value) {
        return senders.stream()
                .map(sender -> Long.toString(value.applyAsLong(sender)))
                .collect(Collectors.joining(" "));
    }

    private String start(String[] words) {
        int from = Integer.parseInt(words[1]);
        int to = Integer.parseInt(words[2]);
        long rate = Long.parseLong(words[3]);
        long nanos = TimeUnit.SECONDS.toNanos(Long.parseLong(words[4]));
        if (rate > 0) {
            start(() -> logAtRate(from, to, rate, nanos));
        } else {
            for (int i = from; i < to; i++) {
                int worker = i;
                start(() -> flood(worker, nanos));
            }
        }
        return "begun";
    }

    private void start(Runnable work) {
        Thread thread = new Thread(work);
        thread.start();
        loggers.add(thread);
    }

    private void flood(int worker, long nanos) {
        for (long since = System.nanoTime(); System.nanoTime() - since < nanos; ) {
            log(worker);
        }
    }

    private void logAtRate(int from, int to, long rate, long nanos) {
        long since = System.nanoTime();
        for (long i = 1; i * 1_000_000_000L / rate <= nanos; i++) {
            for (long due = since + i * 1_000_000_000L / rate; System.nanoTime() - due < 0; ) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            for (int worker = from; worker < to; worker++) {
                log(worker);
            }
        }
    }

    /** The thread that calls this is the only one for this worker. */
    private void log(int worker) {
        try (RenderBuffer lines = RenderBuffer.take()) {
            lines.text().append("line ").append(logged.getAndIncrement(worker)).append(DriverOutput.PADDING);
            BatchLineEncoder.encode(lines, () -> FILE);
            senders.get(worker).buffer().append(false, null, null, lines);
        }
    }
}
