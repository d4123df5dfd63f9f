package io.github.log4jray.stream;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.settings.ProcessWide;
import io.github.log4jray.text.ByteText;
import io.github.log4jray.text.JsonReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.util.Log4jThread;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Brings what is in a {@link SendBuffer} to the driver, by one thread of its own: finds the driver, connects, says
 * hello, sends batches, takes acknowledgements, and does so again when the connection ends. A stop is the same loop run
 * to the last acknowledgement, or to a time-out.
 */
final class DriverLink {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_LOOKUP_PAUSE = Duration.ofSeconds(1);
    private static final Duration WARN_AFTER = Duration.ofSeconds(5);

    /** How long lines gather after the first one before they are sent: less work for everybody, hardly seen. */
    private static final int LINGER_MILLIS = 1;

    private static final int SENDER_BYTES = 16;
    private static final int MAX_ANSWER = 64 * 1024;

    /**
     * A driver to connect to.
     *
     * @param address where it listens
     * @param token what it wants to hear; empty where none is known
     */
    record Driver(Address address, String token) {
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /** Knows the driver, or looks for it. */
    interface Finder {
        /** @return the driver as it is known now; null where none is */
        Driver find();

        /** @return the worker id that the hello says */
        String workerId();

        /** @return for a message, where it looks: begins with a space */
        String where();
    }

    /** Says that the driver does not want this worker. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        private Refused(String error) {
            super("it answered \"" + error + "\"");
        }
    }

    private final String owner;
    private final SendBuffer buffer;
    private final Finder finder;
    private final Supplier<Path> file;
    private final Protocol protocol;
    private final String sender = ProcessIds.randomHex(SENDER_BYTES);
    private final Selector selector;
    private final Thread thread;

    private volatile boolean stopping;
    private volatile long stopBy;

    private Duration pause = FIRST_PAUSE;
    private String lastProblem;
    private Object lastDriver;
    private long started;
    private boolean everFound;
    private boolean silenceReported;

    /**
     * @param owner names the appender in what is reported
     * @param limits of the buffer
     * @param origin whose lines they are
     * @param finder finds the driver
     * @param file where the lines can be found as well; may give null
     * @param protocol the times to go by
     * @throws IOException where the system gives no selector
     */
    DriverLink(
            String owner,
            SendBuffer.Limits limits,
            SendBuffer.Origin origin,
            Finder finder,
            Supplier<Path> file,
            Protocol protocol)
            throws IOException {
        this.owner = owner;
        this.finder = finder;
        this.file = file;
        this.protocol = protocol;
        this.selector = Selector.open();
        this.buffer = new SendBuffer(limits, origin, file, selector::wakeup);
        this.thread = new Log4jThread(this::run, "log4jray-driver-stream");
        thread.setDaemon(true);
    }

    /** @return where appenders put their lines */
    SendBuffer buffer() {
        return buffer;
    }

    void start() {
        thread.start();
    }

    /**
     * Takes nothing more, sends what there is, and waits for the last acknowledgement.
     *
     * @param timeout how long
     * @return whether the thread has ended in time
     */
    boolean stop(Duration timeout) {
        stopBy = System.nanoTime() + timeout.toNanos();
        stopping = true;
        buffer.closeForAppends();
        selector.wakeup();
        try {
            thread.join(timeout.toMillis() + 1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private void run() {
        started = System.nanoTime();
        try (selector) {
            boolean more = true;
            while (more && !finished()) {
                more = attempt();
            }
        } catch (IOException e) {
            LOGGER.error("{}: the sender has ended", owner, e);
        } finally {
            buffer.closeForAppends();
            reportTheRest();
        }
    }

    /** Connects with the driver that is known now, and sends until the connection ends; false to try no more. */
    private boolean attempt() throws IOException {
        Driver driver = null;
        try {
            driver = finder.find();
            buffer.driverKnown(driver != null);
            if (driver == null) {
                warnOfNoDriver();
                pause(LONGEST_LOOKUP_PAUSE);
                return !stopping;
            }
            everFound = true;
            converse(driver);
        } catch (Refused e) {
            buffer.driverKnown(false);
            report(driver, e);
            pauseAsRefused(driver);
            return !stopping;
        } catch (IOException | RuntimeException e) {
            if (!finished()) {
                report(driver, e);
                pause(LONGEST_PAUSE);
            }
        }
        return true;
    }

    private boolean finished() {
        return stopping && (System.nanoTime() - stopBy >= 0 || buffer.unacknowledgedLines() == 0);
    }

    private void warnOfNoDriver() {
        if (!silenceReported && System.nanoTime() - started > WARN_AFTER.toNanos()) {
            silenceReported = true;
            LOGGER.warn("{}: no driver was found{}; still looking for one", owner, finder.where());
        }
    }

    /** A problem is said once, and again only after another one or a connection that worked. */
    private void report(Driver driver, Exception e) {
        String problem = driver + " " + e.getMessage();
        if (problem.equals(lastProblem)) {
            return;
        }
        lastProblem = problem;
        if (e instanceof Refused) {
            LOGGER.error("{}: the driver at {} refuses this worker: {}", owner, driver, e.getMessage());
        } else {
            LOGGER.warn("{}: no connection with the driver at {}: {}; trying again", owner, driver, e.toString());
        }
    }

    private void reportTheRest() {
        long lines = buffer.unacknowledgedLines();
        if (lines == 0 || silenceReported && !everFound) {
            return;
        }
        Path path = file.get();
        LOGGER.warn(
                "{}: {} lines were not acknowledged by a driver before the stop{}{}",
                owner,
                lines,
                everFound ? "" : " (none was found" + finder.where() + ")",
                path == null ? "" : "; they are in " + path);
    }

    private void pause(Duration longest) throws IOException {
        long millis = Math.min(pause.toMillis(), stopping ? FIRST_PAUSE.toMillis() : longest.toMillis());
        pause = pause.multipliedBy(2).compareTo(longest) > 0 ? longest : pause.multipliedBy(2);
        sleep(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }

    /** A driver that has refused is asked again after half a minute, another one that is found at once. */
    private void pauseAsRefused(Driver driver) throws IOException {
        long until = System.nanoTime() + protocol.refusedPause().toNanos();
        while (!stopping && System.nanoTime() - until < 0 && driver.equals(finder.find())) {
            sleep(Math.min(
                    LONGEST_LOOKUP_PAUSE.toMillis(), protocol.refusedPause().toMillis()));
        }
    }

    private void sleep(long millis) throws IOException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean stoppingBefore = stopping;
        long left;
        while ((left = until - System.nanoTime()) > 0 && stopping == stoppingBefore) {
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        }
    }

    private void converse(Driver driver) throws IOException {
        InetSocketAddress address = driver.address().resolve();
        if (address.isUnresolved()) {
            throw new IOException("the host is not known");
        }
        try (SocketChannel channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = channel.register(selector, 0);
            Conversation conversation = new Conversation(channel, key);
            conversation.connect(address);
            warnOfClearText(address.getAddress());
            conversation.hello(driver.token());
            pause = FIRST_PAUSE;
            lastProblem = null;
            conversation.sendAll();
        } finally {
            selector.selectNow(); // lets go of the closed channel
        }
    }

    private void warnOfClearText(InetAddress address) {
        if (!address.isLoopbackAddress() && ProcessWide.first("clear-text." + address.getHostAddress())) {
            LOGGER.warn("{}: token and lines travel in clear text to the driver at {}", owner, address);
        }
    }

    /** One connection, from its beginning to its end. */
    private final class Conversation {

        private final SocketChannel channel;
        private final SelectionKey key;
        private ByteBuffer in = ByteBuffer.allocate(4096);
        private long heard = System.nanoTime();
        private long said = heard;

        private Conversation(SocketChannel channel, SelectionKey key) {
            this.channel = channel;
            this.key = key;
        }

        private void connect(InetSocketAddress address) throws IOException {
            boolean connected = channel.connect(address);
            long deadline = System.nanoTime() + CONNECT_TIMEOUT.toNanos();
            while (!connected) {
                await(SelectionKey.OP_CONNECT, deadline, "connecting");
                connected = channel.finishConnect();
            }
        }

        private void await(int operation, long deadline, String doing) throws IOException {
            long left = deadline - System.nanoTime();
            if (stopping) {
                left = Math.min(left, stopBy - System.nanoTime());
            }
            if (finished()) {
                throw new InterruptedIOException("stopped while " + doing);
            }
            if (left <= 0) {
                throw new SocketTimeoutException("it took too long: " + doing);
            }
            select(operation, TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }

        private void select(int operations, long millis) throws IOException {
            key.interestOps(operations);
            selector.select(millis);
            selector.selectedKeys().clear();
        }

        private void hello(String token) throws IOException {
            ByteText hello = new ByteText()
                    .add("{\"v\":")
                    .add(Protocol.VERSION)
                    .add(",\"token\":")
                    .addJson(token);
            hello.add(",\"sender\":").addJson(sender).add(",\"worker_id\":");
            hello.addJson(finder.workerId())
                    .add(",\"pid\":")
                    .add(ProcessIds.pid())
                    .add("}\n");
            long deadline = System.nanoTime() + protocol.helloTimeout().toNanos();
            ByteBuffer out = ByteBuffer.wrap(hello.toByteArray());
            while (channel.write(out) >= 0 && out.hasRemaining()) {
                await(SelectionKey.OP_WRITE, deadline, "saying hello");
            }
            Map<String, Object> answer;
            while ((answer = nextAnswer()) == null) {
                await(SelectionKey.OP_READ, deadline, "waiting for the answer to hello");
                read();
            }
            if (answer.get("error") instanceof String error) {
                if (error.equals("busy")) {
                    throw new IOException("it is busy: it has too many connections");
                }
                throw new Refused(error);
            }
            boolean sameDriver = lastDriver != null && lastDriver.equals(answer.get("driver"));
            if (sameDriver && answer.get("acked") instanceof Long acked) {
                buffer.acknowledged(acked);
            }
            lastDriver = answer.get("driver");
            buffer.rewind();
        }

        private void sendAll() throws IOException {
            takeAcknowledgements();
            while (!finished()) {
                ByteBuffer out = buffer.poll();
                if (out == null) {
                    keepAlive();
                    giveUpOnSilence();
                    waitForLines();
                } else {
                    int written = channel.write(out);
                    buffer.sent(written);
                    said = written > 0 ? System.nanoTime() : said;
                    if (out.hasRemaining()) {
                        giveUpOnSilence();
                        select(SelectionKey.OP_READ | SelectionKey.OP_WRITE, timeToWait());
                    }
                }
                takeAcknowledgements();
            }
        }

        private void waitForLines() throws IOException {
            key.interestOps(SelectionKey.OP_READ);
            int ready = selector.select(timeToWait());
            selector.selectedKeys().clear();
            if (ready == 0 && !stopping) {
                select(SelectionKey.OP_READ, LINGER_MILLIS);
            }
        }

        private long timeToWait() {
            long now = System.nanoTime();
            long left = Math.min(
                    protocol.keepAlive().toNanos() - (now - said),
                    protocol.deadAfter().toNanos() - (now - heard));
            if (stopping) {
                left = Math.min(left, stopBy - now);
            }
            return Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
        }

        private void keepAlive() throws IOException {
            long now = System.nanoTime();
            if (now - said >= protocol.keepAlive().toNanos()) {
                channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
                said = now;
            }
        }

        private void giveUpOnSilence() throws IOException {
            if (System.nanoTime() - heard >= protocol.deadAfter().toNanos()) {
                throw new SocketTimeoutException(
                        "it has been silent for " + protocol.deadAfter().toSeconds() + " s");
            }
        }

        private void takeAcknowledgements() throws IOException {
            read();
            Map<String, Object> answer;
            while ((answer = nextAnswer()) != null) {
                if (answer.get("acked") instanceof Long acked) {
                    buffer.acknowledged(acked);
                }
            }
        }

        private void read() throws IOException {
            if (!in.hasRemaining()) {
                if (in.capacity() >= MAX_ANSWER) {
                    throw new IOException("it answered with a line of more than " + MAX_ANSWER + " bytes");
                }
                in = ByteBuffer.allocate(in.capacity() * 2).put(in.flip());
            }
            int count = channel.read(in);
            if (count < 0) {
                throw new EOFException("it has closed the connection");
            }
            if (count > 0) {
                heard = System.nanoTime();
            }
        }

        /** The next line that holds something; null where none is complete. */
        private Map<String, Object> nextAnswer() throws IOException {
            in.flip();
            try {
                int start = in.position();
                for (int i = start; i < in.limit(); i++) {
                    if (in.get(i) == '\n') {
                        in.position(i + 1);
                        if (i > start) {
                            return JsonReader.object(in.array(), start, i);
                        }
                        start = i + 1;
                    }
                }
                return null;
            } catch (JsonReader.Malformed e) {
                throw new IOException("it answered with something else than the protocol: " + e.getMessage());
            } finally {
                in.compact();
            }
        }
    }
}
