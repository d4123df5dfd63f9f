package io.github.log4jray.stream;

import io.github.log4jray.protocol.Backoff;
import io.github.log4jray.protocol.BusyException;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.RejectedException;
import io.github.log4jray.protocol.RetryLoop;
import io.github.log4jray.protocol.StopRequest;
import io.github.log4jray.session.Address;
import io.github.log4jray.settings.RepeatedFault;
import io.github.log4jray.settings.UninterruptedWait;
import io.github.log4jray.stream.DriverCandidates.Candidate;
import io.github.log4jray.transport.TlsClient;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Sends the contents of a {@link SendBuffer} to the driver. The thread of its {@link RetryLoop} finds the driver, tries its
 * addresses in turn until one connects, sends batches and takes acknowledgements, and begins again when the connection ends.
 * At a stop the loop goes on until the last acknowledgement or the time-out.
 *
 * <p>It reports once until the next connection that there is no driver, and that lines are dropped. When a connection ends a
 * problem that it has reported, it reports that, too.
 */
final class StreamSender {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private static final Duration LONGEST_LOOKUP_PAUSE = Duration.ofSeconds(1);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** If there are several addresses, one that does not answer must not delay the others for long. */
    private static final Duration SHORT_CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** The loop's thread ends at the deadline of a stop, and reports unacknowledged lines after that. */
    private static final Duration TIME_TO_REPORT = Duration.ofSeconds(1);

    /** Within this time the sender looks for a driver again, and connects with it. */
    private static final Duration ONE_MORE_LOOK = LONGEST_LOOKUP_PAUSE.plusMillis(200);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    /**
     * A driver to connect to.
     *
     * @param address where it listens
     * @param token this process and the driver prove to each other that they know it; empty if none is known
     */
    record Driver(Address address, String token) {
        // Written by hand, as in each record that is compared: JDK 17 keeps the class whose generated method was linked
        // last.
        @Override
        public boolean equals(Object other) {
            return other instanceof Driver driver && address.equals(driver.address) && token.equals(driver.token);
        }

        @Override
        public int hashCode() {
            return Objects.hash(address, token);
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    private final String label;
    private final DriverFinder finder;
    private final Protocol protocol;
    private final Duration patience;
    private final SendBuffer buffer;
    private final RetryLoop loop;
    private final StopRequest stop;
    private final DriverConnector connector;
    private final LossReports losses;
    private volatile Selector selector;
    private volatile long connections;
    private volatile long refusals;
    private volatile boolean everFound;

    /**
     * @param label names the appender in messages
     * @param limits of the buffer
     * @param origin writes the process, job and stream of the lines
     * @param finder finds the driver
     * @param file contains the same lines; may give null
     * @param tls how it connects with a driver that speaks TLS
     * @param protocol the times of the protocol
     * @param patience after this time without a driver a warning says so
     */
    StreamSender(
            String label,
            BufferLimits limits,
            BatchOrigin origin,
            DriverFinder finder,
            Supplier<Path> file,
            TlsClient tls,
            Protocol protocol,
            Duration patience) {
        this.label = label;
        this.finder = finder;
        this.protocol = protocol;
        this.patience = patience;
        this.buffer = new SendBuffer(limits, origin, file, this::wakeUp, System::nanoTime);
        this.loop = new RetryLoop("log4jray-driver-stream", new Sending(), protocol.refusedPause());
        this.stop = loop.stopRequest();
        this.connector = new DriverConnector(label, finder, tls, protocol, buffer, stop);
        this.losses = new LossReports(label, buffer, file);
    }

    /** @return the buffer to which appenders add lines */
    SendBuffer buffer() {
        return buffer;
    }

    /** @return how many connections there were with a driver or a Redis */
    long connections() {
        return connections;
    }

    /** @return how often a driver or a Redis rejected this process */
    long refusals() {
        return refusals;
    }

    /**
     * Starts the thread. Called once.
     *
     * @throws IOException when the system gives no selector
     */
    void start() throws IOException {
        selector = Selector.open();
        loop.start();
    }

    /**
     * Takes no more lines, sends the buffered ones, and waits for the last acknowledgement.
     *
     * @param timeout the longest wait
     * @return whether the thread has ended in time
     */
    boolean stop(Duration timeout) {
        loop.requestStop(timeout);
        if (!loop.awaitEnd(timeout)) {
            connector.abandon();
        }
        return loop.awaitEnd(TIME_TO_REPORT);
    }

    /**
     * Reports that events are dropped: the first one, and then the first one after each connection. For the thread that
     * logs.
     *
     * @param outcome of the append
     */
    void reportDrop(AppendOutcome outcome) {
        losses.reportDrop(outcome);
    }

    /**
     * Waits until the driver has acknowledged all buffered lines, and reports the rest. The sender goes on afterwards. If no
     * driver was found ever, this waits for one more look.
     *
     * @param timeout the longest wait
     */
    void deliver(Duration timeout) {
        Duration wait = everFound || timeout.compareTo(ONE_MORE_LOOK) < 0 ? timeout : ONE_MORE_LOOK;
        long until = System.nanoTime() + timeout.toNanos();
        awaitAcknowledgement(wait);
        if (everFound) {
            awaitAcknowledgement(Duration.ofNanos(until - System.nanoTime()));
        }
        if (!stop.isRequested()) {
            losses.reportUnacknowledged(everFound ? null : finder.describeSearch());
        }
    }

    /** A stop by Log4j's own shutdown hook ends the wait. */
    private void awaitAcknowledgement(Duration timeout) {
        UninterruptedWait.until(
                timeout,
                () -> buffer.isAcknowledged() || loop.awaitEnd(Duration.ZERO),
                nanos -> TimeUnit.NANOSECONDS.sleep(Math.min(nanos, LOOK_AGAIN.toNanos())));
    }

    private void wakeUp() {
        Selector opened = selector;
        if (opened != null) {
            opened.wakeup();
        }
    }

    /** The work of the sender's thread. */
    private final class Sending implements RetryLoop.Work {

        private final RepeatedFault noDriver = new RepeatedFault();
        private final DriverCandidates candidates = new DriverCandidates(protocol.refusedPause());
        private DriverFinder.Located located = new DriverFinder.Located(List.of(), null);
        private String where = "";

        /** A problem was reported, and there was no connection since. */
        private boolean troubled;

        /** The job of the waiting lines, if it was discovered; else null. */
        private String discoveredJob;

        /** Since when no driver is known. */
        private long withoutDriverSince = System.nanoTime();

        /** The present attempt has made a connection. */
        private boolean isConnected;

        /**
         * Connects with the driver that is known now, and sends until the connection ends. A driver may have come since
         * the last look, so there is always one more attempt after a request to stop. If there was a driver before, the
         * sender waits for the next one until the deadline of the stop.
         */
        @Override
        public boolean attempt() throws IOException {
            boolean stopping = stop.isRequested();
            buffer.expire();
            located = finder.locate();
            where = located.drivers().stream().map(Driver::toString).collect(Collectors.joining(" or "));
            buffer.driverKnown(!located.drivers().isEmpty());
            if (located.drivers().isEmpty()) {
                reportNoDriver();
                if (stopping && !everFound) {
                    return false;
                }
                loop.pause(LONGEST_LOOKUP_PAUSE);
                return true;
            }
            everFound = true;
            withoutDriverSince = System.nanoTime();
            changeJob(located.discoveredJob());
            try {
                tryAll(candidates.begin(located.drivers(), stopping));
                return true;
            } catch (RejectedException e) {
                buffer.driverKnown(false);
                loop.report(e);
                if (stopping && !connector.wasWelcomed()) {
                    return false;
                }
                pauseUnlessDriverChanges(loop.pauseAfter(e));
                return true;
            } catch (BusyException e) {
                buffer.driverKnown(false);
                loop.report(e);
                pauseUnlessDriverChanges(loop.pauseAfter(e));
                return true;
            }
        }

        /** Lines that have waited for a driver that is gone go to its successor, which takes only those of its own job. */
        private void changeJob(String job) {
            if (job != null && !job.equals(discoveredJob)) {
                buffer.changeJob(job);
                discoveredJob = job;
            }
        }

        /** Tries the addresses in turn. Sends over the first connection until its end. */
        private void tryAll(List<Candidate> order) throws IOException {
            Duration timeout = order.size() > 1 ? SHORT_CONNECT_TIMEOUT : CONNECT_TIMEOUT;
            for (Candidate candidate : order) {
                try {
                    send(candidate, timeout);
                    return;
                } catch (IOException e) {
                    refusals += e instanceof RejectedException ? 1 : 0;
                    if (isConnected || loop.isOver()) {
                        throw e;
                    }
                    candidates.failed(candidate, e);
                } catch (RuntimeException e) {
                    // The JVM can't connect with an address of this kind, or may not.
                    if (isConnected) {
                        throw e;
                    }
                    candidates.failed(candidate, new IOException(e.toString(), e));
                } finally {
                    isConnected = false;
                }
            }
            throw candidates.problem();
        }

        private void send(Candidate candidate, Duration timeout) throws IOException {
            try {
                connector.send(candidate, timeout, selector, () -> connected(candidate));
            } finally {
                buffer.disconnected();
                withoutDriverSince = System.nanoTime();
            }
        }

        private void connected(Candidate candidate) {
            isConnected = true;
            connections++;
            loop.connected();
            candidates.succeeded(candidate);
            boolean ended = noDriver.ended();
            ended |= losses.end();
            if (ended || troubled) {
                troubled = false;
                LOGGER.info("{}: connected with the driver at {}", label, candidate);
            }
        }

        /** The next attempt comes after this time, at a stop, or as soon as another driver is known. */
        private void pauseUnlessDriverChanges(Duration whole) {
            if (stop.isRequested()) {
                loop.pause(Backoff.FIRST);
                return;
            }
            long until = System.nanoTime() + whole.toNanos();
            long left = whole.toNanos();
            while (!stop.isRequested() && left > 0 && located.equals(finder.locate())) {
                buffer.expire();
                loop.pauseFor(Duration.ofNanos(Math.min(left, LONGEST_LOOKUP_PAUSE.toNanos())));
                left = until - System.nanoTime();
            }
        }

        private void reportNoDriver() {
            if (System.nanoTime() - withoutDriverSince > patience.toNanos() && noDriver.begins()) {
                LOGGER.warn(
                        "{}: no driver was found for {} s{}; lines wait for one",
                        label,
                        patience.toSeconds(),
                        finder.describeSearch());
            }
        }

        @Override
        public Object kindOf(Throwable problem) {
            return where + " " + problem.getMessage();
        }

        @Override
        public boolean report(Throwable problem) {
            troubled = true;
            if (problem instanceof RejectedException) {
                LOGGER.error("{}: no lines go to the driver at {}: {}", label, where, problem.getMessage());
            } else {
                LOGGER.warn(
                        "{}: no connection with the driver at {}: {}; trying again", label, where, problem.toString());
            }
            return true;
        }

        @Override
        public boolean isDone() {
            return buffer.isAcknowledged();
        }

        @Override
        public void stopRequested() {
            buffer.closeForAppends();
            wakeUp();
        }

        @Override
        public void end() {
            buffer.closeForAppends();
            try {
                selector.close();
            } catch (IOException e) {
                LOGGER.debug("{}: closing the selector failed: {}", label, e.toString());
            }
            losses.reportUnacknowledged(everFound ? null : finder.describeSearch());
        }
    }
}
