package io.github.log4jray.redis;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.display.Display;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.RedisConnection;
import io.github.log4jray.protocol.RejectedException;
import io.github.log4jray.protocol.RetryLoop;
import io.github.log4jray.protocol.StopRequest;
import io.github.log4jray.protocol.StreamScripts;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.redis.StreamFeed.Item;
import io.github.log4jray.redis.StreamPositions.Position;
import io.github.log4jray.session.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Reads one stream of a Redis. One thread reads, shows, and removes what the display has printed. Whatever was not removed
 * is read again: over a new connection, or by the next driver of the job.
 *
 * <p>One driver reads a stream at a time, so that the lines of a worker stay in their order. It holds a key that expires
 * unless it is renewed; other drivers wait for that. The script that reads looks at this key in the same step.
 */
final class StreamReading {

    /** After this time without a batch the stream of an earlier job is left. */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(StreamScripts.SECONDS_TO_LIVE);

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** The id before the first entry. */
    private static final String FIRST = "0";

    private static final int ID_BYTES = 16;
    private static final int MOST_ENTRIES = 256;
    private static final int FEWEST_ENTRIES = 8;

    /** About how much is read at once. */
    private static final int READ_BYTES = 512 * 1024;

    private static final Duration IDLE_AT_STOP = Duration.ofMillis(200);
    private static final Duration LOOK_AT_STOP = Duration.ofMillis(50);

    /** The longest wait for an entry: shorter than {@link StreamReader#LEASE}. */
    private static final Duration LONGEST_READ = Duration.ofSeconds(2);

    private static final Duration WAIT_FOR_OTHER_DRIVER = Duration.ofSeconds(1);

    /** What the display prints within this time is removed with the next call. */
    private static final Duration PRINTED_SOON = Duration.ofMillis(5);

    private static final Duration LONGEST_PRINT = Duration.ofMillis(250);

    /** How long before the deadline of a stop this driver leaves the stream; a quarter of the time where there is less. */
    private static final Duration TIME_TO_LEAVE = Duration.ofMillis(500);

    private final String label;
    private final Address.Redis address;
    private final String key;
    private final DriverJobs jobs;
    private final Protocol protocol;
    private final BiPredicate<StreamReading, Duration> leaves;
    private final RetryLoop loop;
    private final StopRequest stop;
    private final StreamFeed feed;
    private final StreamDiagnostics diagnostics;
    private volatile Connection waiting;

    /** The read that waited for an entry was ended by the request to stop. */
    private final AtomicBoolean interrupted = new AtomicBoolean();

    /**
     * @param label names the appender in messages
     * @param address of the Redis
     * @param key of the stream; null for none, which is an error
     * @param jobs of the driver; batches of other jobs are not shown
     * @param display shows the batches
     * @param protocol the times of the protocol
     * @param leaves is asked whether to leave the stream, which has had no batch for so long
     */
    StreamReading(
            String label,
            Address.Redis address,
            String key,
            DriverJobs jobs,
            Display display,
            Protocol protocol,
            BiPredicate<StreamReading, Duration> leaves) {
        this.label = label;
        this.address = address;
        this.key = key;
        this.jobs = jobs;
        this.protocol = protocol;
        this.leaves = leaves;
        this.feed = new StreamFeed(display);
        this.diagnostics = new StreamDiagnostics(label, address);
        this.loop = new RetryLoop("log4jray-driver-redis-stream", new Reading(), protocol.refusedPause());
        this.stop = loop.stopRequest();
    }

    /** Starts the thread. Called once. */
    void start() {
        loop.start();
    }

    /** @param timeout the longest wait for a connection */
    void awaitFirstAttempt(Duration timeout) {
        loop.awaitFirstAttempt(timeout);
    }

    /** @return whether it reads this stream */
    boolean reads(String other) {
        return other.equals(key);
    }

    /** @param timeout how long it may still take to read what has come, and until that is printed */
    void requestStop(Duration timeout) {
        loop.requestStop(timeout);
    }

    /** Waits for the end of the thread until the deadline of the stop. */
    void awaitEnd() {
        loop.awaitEnd(stop.timeLeft());
    }

    /** @return how many batches could not be read */
    long malformed() {
        return diagnostics.malformed();
    }

    /** The work of the thread that reads. */
    private final class Reading implements RetryLoop.Work {

        private final String driver = ProcessIds.randomHex(ID_BYTES);
        private final StreamPositions positions = new StreamPositions();
        private final SilentSenders silentSenders = new SilentSenders(positions, System::nanoTime);
        private final StreamDisplay shown = new StreamDisplay(jobs, feed, positions, diagnostics);
        private Connection connection;
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

        /** The silence that a stop waits for has begun; and how long this driver takes to leave then, in nanoseconds. */
        private boolean stopSeen;

        private long timeToLeave;

        /** A problem was reported, and there was no connection since that can do more than the first call. */
        private boolean troubled;

        /** To calls that read, over this connection. */
        private long answers;

        /** Nothing is left to do after a request to stop. */
        private boolean left;

        /** The stream of an earlier job is no longer read: nobody would end another connection. */
        private boolean hasLeft;

        @Override
        public boolean attempt() throws IOException {
            if (hasLeft) {
                return false;
            }
            if (key == null) {
                throw new RejectedException(
                        "this driver has no job and so no stream to read; set jobId, or name a stream with"
                                + " ?stream=<key>",
                        null);
            }
            try {
                connection = RedisConnection.open(label, address, protocol.deadAfter(), stop);
            } catch (IOException e) {
                left = stop.isRequested() && feed.isEmpty();
                throw e;
            }
            try (StreamReader opened = new StreamReader(connection, key, driver)) {
                reader = opened;
                from = FIRST;
                last = FIRST;
                count = FEWEST_ENTRIES;
                answers = 0;
                lastInput = System.nanoTime();
                readAll();
                RedisConnection.limitWait(connection, protocol.deadAfter(), stop);
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

        private void readAll() throws IOException {
            try {
                while (!isOver()) {
                    step();
                }
            } catch (IOException e) {
                if (!isLate()) {
                    throw e;
                }
                LOGGER.debug("{}: {}; the rest stays in the stream", label, e.getMessage());
            }
        }

        private boolean isOver() {
            boolean late = isLate();
            Duration silence = Duration.ofNanos(System.nanoTime() - lastInput);
            if (!stop.isRequested()) {
                hasLeft = feed.isEmpty() && leaves.test(StreamReading.this, silence);
                return hasLeft;
            }
            return late || waitsForOther || feed.isHandled() && silence.compareTo(IDLE_AT_STOP) >= 0;
        }

        /** Returns whether only the time to leave the stream is left. */
        private boolean isLate() {
            if (stop.isRequested() && !stopSeen) {
                stopSeen = true;
                lastInput = System.nanoTime();
                timeToLeave = Math.min(TIME_TO_LEAVE.toNanos(), stop.nanosLeft() / 4);
            }
            return stop.nanosLeft() <= timeToLeave;
        }

        private void step() throws IOException {
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
            silentSenders.remove(reader);
            goOn(answer);
        }

        private StreamReader.Answer call(int entries, String after) {
            List<Item> handled = feed.handledItems();
            RedisConnection.limitWait(connection, protocol.deadAfter(), stop);
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
        private void goOn(StreamReader.Answer answer) {
            List<StreamEntry> entries = answer.entries();
            boolean readBefore = !from.equals(StreamReader.UNREAD);
            boolean isFull = entries.size() == count;
            if (!entries.isEmpty()) {
                adapt(entries);
                last = entries.get(entries.size() - 1).id();
                lastInput = System.nanoTime();
            }
            if (beginsAgain) {
                from = FIRST;
                beginsAgain = false;
            } else if (readBefore) {
                from = entries.isEmpty() ? StreamReader.UNREAD : last;
            }
            if (isFull || !from.equals(StreamReader.UNREAD)) {
                return;
            }
            if (!entries.isEmpty()) {
                feed.await(PRINTED_SOON, feed::isHandled);
            } else if (feed.isEmpty()) {
                awaitEntry();
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
            count = Math.max(FEWEST_ENTRIES, Math.min(MOST_ENTRIES, READ_BYTES / largest));
        }

        private void awaitEntry() {
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
                if (isLate()) {
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
            answers++;
            if (!reads && !waitsForOther) {
                LOGGER.warn(
                        "{}: another driver shows the lines of the stream of the Redis at {}; this one waits until it ends",
                        label,
                        address);
            } else if (troubled && answers > 1 || reads && waitsForOther) {
                LOGGER.warn("{}: connected with the Redis at {}", label, address);
            }
            waitsForOther = !reads;
            troubled &= answers == 1;
        }

        @Override
        public boolean report(Throwable problem) {
            troubled = true;
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
                RedisConnection.abandon(open);
            }
        }

        @Override
        public void end() {
            diagnostics.end();
        }
    }
}
