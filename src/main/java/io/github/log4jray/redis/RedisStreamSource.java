package io.github.log4jray.redis;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.display.BatchSource;
import io.github.log4jray.display.Display;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.RedisConnection;
import io.github.log4jray.protocol.RejectedException;
import io.github.log4jray.protocol.RetryLoop;
import io.github.log4jray.protocol.StopRequest;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.redis.StreamFeed.Item;
import io.github.log4jray.redis.StreamPositions.Position;
import io.github.log4jray.session.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Shows the batches that workers append to a stream of a Redis. One thread reads, shows, and removes what the display has
 * printed. Whatever was not removed is read again: over a new connection, or by the next driver of the job.
 *
 * <p>One driver reads a stream at a time, so that the lines of a worker stay in their order. It holds a key that expires
 * unless it is renewed; other drivers wait for that. The script that reads looks at this key in the same step.
 */
public final class RedisStreamSource implements BatchSource {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** The id before the first entry. */
    private static final String FIRST = "0";

    private static final int ID_BYTES = 16;
    private static final int MOST_ENTRIES = 256;
    private static final int FEWEST_ENTRIES = 8;

    /** About how much is read at once. */
    private static final int READ_BYTES = 512 * 1024;

    private static final Duration FIRST_ATTEMPT = Duration.ofSeconds(1);
    private static final Duration IDLE_AT_STOP = Duration.ofMillis(200);
    private static final Duration LOOK_AT_STOP = Duration.ofMillis(50);

    /** The longest wait for an entry: shorter than {@link StreamReader#LEASE}. */
    private static final Duration LONGEST_READ = Duration.ofSeconds(2);

    private static final Duration WAIT_FOR_OTHER_DRIVER = Duration.ofSeconds(1);

    /** What the display prints within this time is removed with the next call. */
    private static final Duration PRINTED_SOON = Duration.ofMillis(5);

    private static final Duration LONGEST_PRINT = Duration.ofMillis(250);

    private final String label;
    private final Address.Redis address;
    private final DriverJobs jobs;
    private final Protocol protocol;
    private final RetryLoop loop;
    private final StopRequest stop;
    private final StreamFeed feed;
    private final StreamDiagnostics diagnostics;
    private volatile Connection waiting;

    /** The read that waited for an entry was ended by the request to stop. */
    private final AtomicBoolean interrupted = new AtomicBoolean();

    /**
     * @param label names the appender in messages
     * @param address of the Redis, with a stream
     * @param jobs of the driver; batches of other jobs are not shown
     * @param display shows the batches
     * @param protocol the times of the protocol
     */
    public RedisStreamSource(String label, Address.Redis address, DriverJobs jobs, Display display, Protocol protocol) {
        this.label = label;
        this.address = address;
        this.jobs = jobs;
        this.protocol = protocol;
        this.feed = new StreamFeed(display);
        this.diagnostics = new StreamDiagnostics(label, address);
        this.loop = new RetryLoop("log4jray-driver-redis-stream", new Reading(), protocol.refusedPause());
        this.stop = loop.stopRequest();
    }

    /** Begins to read, and waits for a connection up to a second. */
    @Override
    public void start() {
        loop.start();
        loop.awaitFirstAttempt(FIRST_ATTEMPT);
    }

    @Override
    public void stop(Duration timeout) {
        loop.stop(timeout);
    }

    @Override
    public long batchesRefused() {
        return diagnostics.malformed();
    }

    /** The work of the thread that reads. */
    private final class Reading implements RetryLoop.Work {

        private final String driver = ProcessIds.randomHex(ID_BYTES);
        private final StreamPositions positions = new StreamPositions();
        private final StreamDisplay shown = new StreamDisplay(jobs, feed, positions, diagnostics);
        private StreamReader reader;

        /** The id after which to read, {@link StreamReader#UNREAD} if nothing is left that was read before. */
        private String from;

        /** This driver reads the stream since the last call: what was read before comes first. */
        private boolean beginsAgain;

        /** The id of the last entry. */
        private String last;

        private int count;
        private Map<String, Position> restored = Map.of();
        private boolean waitsForOther;
        private long lastInput;

        /** The silence that a stop waits for has begun. */
        private boolean stopSeen;

        /** Nothing is left to do after a request to stop. */
        private boolean left;

        @Override
        public boolean attempt() throws IOException {
            String key = address.stream().keyOf(jobs.latest());
            if (key == null) {
                throw new RejectedException(
                        "this driver has no job, whose stream it could read; set jobId, or name a stream with"
                                + " ?stream=<key>",
                        null);
            }
            Connection connection;
            try {
                connection = RedisConnection.open(label, address, protocol.deadAfter());
            } catch (IOException e) {
                left = stop.isRequested() && feed.isEmpty();
                throw e;
            }
            try (StreamReader opened = new StreamReader(connection, key, driver)) {
                reader = opened;
                from = FIRST;
                last = FIRST;
                count = FEWEST_ENTRIES;
                lastInput = System.nanoTime();
                while (!isOver()) {
                    step(connection);
                }
                opened.leave(feed.handledItems());
                left = true;
                return false;
            } catch (JedisException e) {
                if (interrupted.compareAndSet(true, false)) {
                    return true;
                }
                throw RedisConnection.failure(e);
            }
        }

        private boolean isOver() {
            if (stop.isRequested() && !stopSeen) {
                stopSeen = true;
                lastInput = System.nanoTime();
            }
            return stop.isComplete(
                    () -> waitsForOther || feed.isHandled() && System.nanoTime() - lastInput >= IDLE_AT_STOP.toNanos());
        }

        private void step(Connection connection) throws IOException {
            StreamReader.Answer answer = call(count, from);
            connected(answer.reads());
            if (!answer.reads()) {
                from = FIRST;
                stop.await(WAIT_FOR_OTHER_DRIVER);
                return;
            }
            if (answer.created()) {
                restored = positions.all();
            }
            for (StreamReader.Dropped dropped : answer.dropped()) {
                shown.show(dropped, this::offer);
            }
            for (StreamEntry entry : answer.entries()) {
                shown.show(entry, reader::origin, this::offer);
            }
            goOn(connection, answer);
        }

        private StreamReader.Answer call(int entries, String after) {
            List<Item> handled = feed.handledItems();
            StreamReader.Answer answer = reader.read(handled, restored, entries, after);
            restored = Map.of();
            feed.removed(handled);
            if (answer.begins()) {
                answer.positions().forEach(positions::merge);
                beginsAgain = true;
            }
            return answer;
        }

        /** Chooses what is read next, and waits until that makes sense. */
        private void goOn(Connection connection, StreamReader.Answer answer) {
            List<StreamEntry> entries = answer.entries();
            boolean readBefore = !from.equals(StreamReader.UNREAD);
            if (!entries.isEmpty()) {
                last = entries.get(entries.size() - 1).id();
                lastInput = System.nanoTime();
            }
            if (beginsAgain) {
                from = FIRST;
                beginsAgain = false;
            } else if (readBefore) {
                from = entries.isEmpty() ? StreamReader.UNREAD : last;
            }
            boolean isFull = entries.size() == count;
            adapt(entries);
            if (isFull || !from.equals(StreamReader.UNREAD)) {
                return;
            }
            if (!entries.isEmpty()) {
                feed.await(PRINTED_SOON, feed::isHandled);
            } else if (feed.isEmpty()) {
                awaitEntry(connection);
            } else {
                // What is printed and not removed is shown again if this driver is killed.
                feed.await(LONGEST_PRINT, feed::hasHandledItem);
            }
        }

        /** Entries may be of some bytes or of a megabyte each. */
        private void adapt(List<StreamEntry> entries) {
            int largest = 1;
            for (StreamEntry entry : entries) {
                largest = Math.max(largest, entry.batch() == null ? 0 : entry.batch().length);
            }
            if (!entries.isEmpty()) {
                count = Math.max(FEWEST_ENTRIES, Math.min(MOST_ENTRIES, READ_BYTES / largest));
            }
        }

        private void awaitEntry(Connection connection) {
            waiting = connection;
            try {
                String id = reader.await(last, stop.isRequested() ? LOOK_AT_STOP : LONGEST_READ);
                if (id != null) {
                    last = id;
                    lastInput = System.nanoTime();
                }
            } finally {
                waiting = null;
            }
        }

        /** Waits until the display has room, and stays the driver that reads meanwhile. */
        private void offer(Batch batch) throws IOException {
            while (!feed.offer(batch)) {
                if (stop.nanosLeft() <= 0) {
                    throw new IOException("the display takes no more lines before the stop");
                }
                feed.await(LONGEST_PRINT, () -> feed.hasHandledItem() || feed.takeRoom());
                if (!call(0, StreamReader.UNREAD).reads()) {
                    throw new IOException("another driver reads the stream now");
                }
            }
        }

        private void connected(boolean reads) {
            loop.connected();
            boolean hadProblem = loop.succeeded();
            if (!reads && !waitsForOther) {
                LOGGER.warn(
                        "{}: another driver shows the lines of the stream of the Redis at {}; this one waits until it ends",
                        label,
                        address);
            } else if (hadProblem || reads && waitsForOther) {
                LOGGER.warn("{}: connected with the Redis at {}", label, address);
            }
            waitsForOther = !reads;
        }

        @Override
        public boolean report(Throwable problem) {
            if (problem instanceof RejectedException) {
                LOGGER.error("{}: the Redis at {} refuses this driver: {}", label, address, problem.getMessage());
            } else {
                LOGGER.warn(
                        "{}: no connection with the Redis at {}: {}; trying again, lines of workers wait meanwhile",
                        label,
                        address,
                        problem.toString());
            }
            return true;
        }

        @Override
        public boolean isDone() {
            return left;
        }

        /** The read that waits for an entry would end late. */
        @Override
        public void stopRequested() {
            Connection open = waiting;
            if (open != null) {
                interrupted.set(true);
                try {
                    open.forceDisconnect();
                } catch (IOException e) {
                    LOGGER.debug("{}: closing the connection with the Redis failed: {}", label, e.toString());
                }
            }
        }

        @Override
        public void end() {
            diagnostics.end();
        }
    }
}
