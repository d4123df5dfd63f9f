package io.github.log4jray.stream;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.protocol.Backoff;
import io.github.log4jray.protocol.ClearText;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.RejectedException;
import io.github.log4jray.protocol.TransportThread;
import io.github.log4jray.session.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Brings what is in a {@link SendBuffer} to the driver, by one thread of its own: finds the driver, connects, says
 * hello, sends batches, takes acknowledgements, and does so again when the connection ends. A stop is the same loop run
 * to the last acknowledgement, or to a time-out.
 */
final class StreamSender {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private static final Duration LONGEST_LOOKUP_PAUSE = Duration.ofSeconds(1);
    private static final Duration SAY_AFTER = Duration.ofSeconds(5);

    private static final int SENDER_BYTES = 16;

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

    private final String owner;
    private final SendBuffer buffer;
    private final Finder finder;
    private final Supplier<Path> file;
    private final Protocol protocol;
    private final String sender = ProcessIds.randomHex(SENDER_BYTES);
    private final Selector selector;
    private final TransportThread thread;

    private final StopRequest shutdown = new StopRequest();

    private final Backoff backoff = new Backoff();
    private String lastProblem;
    private String lastDriver;
    private long started;
    private long connected;
    private boolean everFound;
    private volatile long connections;
    private volatile long refusals;
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
    StreamSender(
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
        this.thread = new TransportThread(this::run, "log4jray-driver-stream");
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
        shutdown.request(timeout);
        buffer.closeForAppends();
        selector.wakeup();
        return thread.awaitEnd(timeout.plusSeconds(1));
    }

    private void run() {
        started = System.nanoTime();
        try (selector) {
            boolean more = true;
            while (more && !shutdown.isComplete(buffer)) {
                more = attemptWithMemory();
            }
        } catch (IOException e) {
            LOGGER.error("{}: the sender has ended", owner, e);
        } finally {
            buffer.closeForAppends();
            reportTheRest();
        }
    }

    /** An application may be without memory for a moment; its lines wait in the buffer. */
    private boolean attemptWithMemory() throws IOException {
        try {
            return attempt();
        } catch (OutOfMemoryError e) {
            LockSupport.parkNanos(Backoff.FIRST.toNanos());
            return true;
        }
    }

    /**
     * Connects with the driver that is known now, and sends until the connection ends; false to try no more. A driver
     * may have come since the last look, so there is always one more after a stop was requested. Where there was one
     * before, the next one may be about to take its place, for as long as the stop may take.
     */
    private boolean attempt() throws IOException {
        boolean stopping = shutdown.isRequested();
        Driver driver = null;
        try {
            driver = finder.find();
            buffer.driverKnown(driver != null);
            if (driver == null) {
                sayThatThereIsNoDriver();
                if (stopping && !everFound) {
                    return false;
                }
                pause(LONGEST_LOOKUP_PAUSE);
                return true;
            }
            everFound = true;
            send(driver);
        } catch (RejectedException e) {
            refusals++;
            buffer.driverKnown(false);
            report(driver, e);
            if (stopping && lastDriver == null) {
                return false;
            }
            pauseAsRefused(driver);
        } catch (IOException | RuntimeException | LinkageError e) {
            if (!shutdown.isComplete(buffer)) {
                forgetTroubleAfterAGoodTime();
                report(driver, e);
                pause(Backoff.LONGEST);
            }
        }
        return true;
    }

    private void sayThatThereIsNoDriver() {
        if (!silenceReported && System.nanoTime() - started > SAY_AFTER.toNanos()) {
            silenceReported = true;
            LOGGER.info("{}: no driver was found{}; still looking for one", owner, finder.where());
        }
    }

    /** A connection that has held for a while was no part of the trouble before it. */
    private void forgetTroubleAfterAGoodTime() {
        if (connected != 0 && System.nanoTime() - connected > Backoff.LONGEST.toNanos()) {
            backoff.reset();
            lastProblem = null;
        }
        connected = 0;
    }

    /** A problem is said once, and again only after another one or a connection that held. */
    private void report(Driver driver, Throwable e) {
        String problem = driver + " " + e.getMessage();
        if (problem.equals(lastProblem)) {
            return;
        }
        lastProblem = problem;
        if (e instanceof RejectedException) {
            LOGGER.error("{}: the driver at {} refuses this worker: {}", owner, driver, e.getMessage());
        } else {
            LOGGER.warn("{}: no connection with the driver at {}: {}; trying again", owner, driver, e.toString());
        }
    }

    private void reportTheRest() {
        long lines = buffer.unacknowledgedLines();
        if (lines == 0) {
            return;
        }
        Path path = file.get();
        LOGGER.warn(
                "{}: {} lines were not acknowledged by a driver before the stop{}{}",
                owner,
                lines,
                everFound ? "" : " (none was found" + finder.where() + ")",
                path == null ? "" : "; see " + path);
    }

    private void pause(Duration longest) throws IOException {
        sleep(backoff.nextMillis(shutdown.isRequested() ? Backoff.FIRST : longest));
    }

    /** A driver that has refused is asked again after half a minute, or at a stop; another one is asked at once. */
    private void pauseAsRefused(Driver driver) throws IOException {
        if (shutdown.isRequested()) {
            pause(Backoff.FIRST);
            return;
        }
        long until = System.nanoTime() + protocol.refusedPause().toNanos();
        while (!shutdown.isRequested() && System.nanoTime() - until < 0 && driver.equals(finder.find())) {
            sleep(Math.min(
                    LONGEST_LOOKUP_PAUSE.toMillis(), protocol.refusedPause().toMillis()));
        }
    }

    private void sleep(long millis) throws IOException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean stopping = shutdown.isRequested();
        long left;
        while ((left = until - System.nanoTime()) > 0 && shutdown.isRequested() == stopping) {
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        }
    }

    private void send(Driver driver) throws IOException {
        if (driver.address() instanceof Address.Tcp listener) {
            converse(listener, driver.token());
        } else if (driver.address() instanceof Address.Redis redis) {
            publish(redis);
        }
    }

    private void publish(Address.Redis redis) throws IOException {
        try (RedisPublisher publisher = new RedisPublisher(owner, redis, selector, buffer, shutdown, protocol)) {
            connected();
            publisher.sendAll();
        }
    }

    private void converse(Address.Tcp listener, String token) throws IOException {
        InetSocketAddress address = listener.resolve();
        if (address.isUnresolved()) {
            throw new IOException("the host is not known");
        }
        try (SocketChannel channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            DriverConnection conversation = new DriverConnection(channel, selector, buffer, shutdown, protocol);
            conversation.connect(address);
            InetAddress remote = address.getAddress();
            ClearText.warn(owner, "token and lines", "to the driver at " + remote, remote);
            lastDriver = conversation.hello(token, sender, finder.workerId(), lastDriver);
            connected();
            conversation.sendAll();
        } finally {
            selector.selectNow(); // lets go of the closed channel
        }
    }

    private void connected() {
        connected = System.nanoTime();
        connections++;
    }

    /** @return how many connections there were with a driver or a Redis */
    long connections() {
        return connections;
    }

    /** @return how often this process was refused */
    long refusals() {
        return refusals;
    }
}
