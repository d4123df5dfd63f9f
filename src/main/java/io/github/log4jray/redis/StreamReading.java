package io.github.log4jray.redis;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.display.Display;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.RedisConnection;
import io.github.log4jray.protocol.RedisConnector;
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
    private static final int ID_BYTES = 16;

    /** The longest wait for an entry: shorter than {@link StreamReader#LEASE}. */
    private static final Duration LONGEST_READ = Duration.ofSeconds(2);

    private static final Duration LOOK_AT_STOP = Duration.ofMillis(50);
    private static final Duration WAIT_FOR_OTHER_DRIVER = Duration.ofSeconds(1);

    /** What the display prints within this time is removed with the next call. */
    private static final Duration PRINTED_SOON = Duration.ofMillis(5);

    private static final Duration LONGEST_PRINT = Duration.ofMillis(250);

    private final String label;
    private final String key;
    private final DriverJobs jobs;
    private final Protocol protocol;
    private final BiPredicate<StreamReading, Duration> leaves;
    private final RetryLoop loop;
    private final StopRequest stop;
    private final RedisConnector connector;
    private final StreamFeed feed;
    private final StreamDiagnostics diagnostics;
    private final ReadingTimes times;

    /** The thread waits for an entry. */
    private volatile boolean waiting;

    /** The request to stop has ended this wait, and with it the connection. */
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
        this.key = key;
        this.jobs = jobs;
        this.protocol = protocol;
        this.leaves = leaves;
        this.feed = new StreamFeed(display);
        this.diagnostics = new StreamDiagnostics(label, address);
        this.loop = new RetryLoop("log4jray-driver-redis-stream", new Reading(), protocol.refusedPause());
        this.stop = loop.stopRequest();
        this.connector = new RedisConnector(label, address, protocol.deadAfter(), stop);
        this.times = new ReadingTimes(stop, System::nanoTime);
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

    /** Waits for the end of the thread until the deadline of the stop, and then ends its wait for a Redis that does not answer. */
    void awaitEnd() {
        if (!loop.awaitEnd(stop.timeLeft())) {
            connector.abandon();
        }
    }

    /** @return how many batches could not be read */
    long malformed() {
        return diagnostics.malformedTotal();
    }

    /** The work of the thread that reads. */
    private final class Reading implements RetryLoop.Work {

        private final String driver = ProcessIds.randomHex(ID_BYTES);
        private final StreamPositions positions = new StreamPositions();
        private final SilentSenders silentSenders = new SilentSenders(positions, diagnostics, System::nanoTime);
        private final StreamDisplay shown = new StreamDisplay(jobs, feed, positions, diagnostics);
        private Connection connection;
        private StreamReader reader;
        private StreamCursor cursor;
        private Map<String, Position> restored = Map.of();

        /** Nothing is left to do after a request to stop. */
        private boolean isDone;

        /** The stream of an earlier job is read no longer. */
        private boolean hasLeft;

        @Override
        public boolean attempt() throws IOException {
            if (key == null) {
                throw new RejectedException(
                        "this driver has no job and so no stream to read; set jobId, or name a stream with"
                                + " ?stream=<key>",
                        null);
            }
            boolean stopping = stop.isRequested();
            try {
                connection = connector.open();
            } catch (IOException e) {
                // A Redis that has come since this attempt began may have lines: one more attempt follows a request to
                // stop.
                isDone = stopping && feed.isEmpty();
                throw e;
            }
            try (StreamReader opened = new StreamReader(connection, key, driver)) {
                reader = opened;
                cursor = new StreamCursor();
                diagnostics.begins();
                times.entryCame();
                readAll();
                RedisConnection.limitWait(connection, protocol.deadAfter(), stop);
                opened.leave(feed.handledItems());
                isDone = true;
                return false;
            } catch (JedisException e) {
                if (hasLeft) {
                    // Nothing was left to remove, and the key of this driver expires.
                    return false;
                }
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
                if (!times.isLate()) {
                    throw e;
                }
                LOGGER.debug("{}: {}; the rest stays in the stream", label, e.getMessage());
            }
        }

        private boolean isOver() {
            if (!stop.isRequested()) {
                hasLeft = feed.isEmpty() && leaves.test(StreamReading.this, times.silence());
                return hasLeft;
            }
            return times.isLate() || diagnostics.waits() || feed.isHandled() && times.isIdleAtStop();
        }

        private void step() throws IOException {
            times.lookBegins();
            StreamReader.Answer answer = call(cursor.count(), cursor.from());
            loop.connected();
            diagnostics.answered(answer.reads());
            if (!answer.reads()) {
                cursor.waitForOther();
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
            answer.positions().forEach(positions::merge);
            if (answer.begins()) {
                cursor.beginAgain();
            }
            return answer;
        }

        /** Waits until the next call makes sense. */
        private void goOn(StreamReader.Answer answer) {
            boolean isEmpty = answer.entries().isEmpty();
            if (!isEmpty) {
                times.entryCame();
            } else if (cursor.isAtUnread() && !answer.begins()) {
                times.foundNothing();
            }
            if (cursor.advance(answer.entries())) {
                return;
            }
            if (!isEmpty) {
                feed.await(PRINTED_SOON, feed::isHandled);
            } else if (feed.isEmpty()) {
                awaitEntry();
            } else {
                // What is printed and not removed is shown again if this driver is killed.
                feed.await(LONGEST_PRINT, feed::hasHandledItem);
            }
        }

        private void awaitEntry() {
            waiting = true;
            try {
                String id = reader.await(cursor.last(), stop.isRequested() ? LOOK_AT_STOP : LONGEST_READ);
                if (id != null) {
                    cursor.noticed(id);
                    times.entryCame();
                }
            } finally {
                waiting = false;
            }
        }

        /** Waits until the display has room, and stays the driver that reads meanwhile. */
        private void offer(Batch batch) throws IOException {
            while (!feed.offer(batch)) {
                if (times.isLate()) {
                    throw new IOException("the display takes no more lines before the stop");
                }
                feed.await(LONGEST_PRINT, () -> feed.hasHandledItem() || feed.takeRoom());
                if (!call(0, StreamReader.UNREAD).reads()) {
                    throw new IOException("another driver reads the stream now");
                }
            }
        }

        @Override
        public boolean report(Throwable problem) {
            diagnostics.problem(problem);
            return true;
        }

        @Override
        public boolean isDone() {
            return isDone;
        }

        /** The read that waits for an entry would end late. */
        @Override
        public void stopRequested() {
            if (waiting) {
                interrupted.set(true);
                connector.abandon();
            }
        }

        @Override
        public void end() {
            diagnostics.end();
        }
    }
}
