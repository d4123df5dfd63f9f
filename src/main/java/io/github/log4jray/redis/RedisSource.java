package io.github.log4jray.redis;

import io.github.log4jray.display.BatchSource;
import io.github.log4jray.display.BlockingFeed;
import io.github.log4jray.display.Display;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.RedisConnection;
import io.github.log4jray.protocol.RedisConnector;
import io.github.log4jray.protocol.RetryLoop;
import io.github.log4jray.protocol.StepLoop;
import io.github.log4jray.protocol.StopRequest;
import io.github.log4jray.protocol.TransportThread;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.session.Address;
import io.github.log4jray.settings.UninterruptedWait;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Shows the batches that workers publish on a Redis. One thread subscribes and reads, another one subscribes
 * again and again, which keeps the connection alive and needs no further right than the first time. Redis
 * stores nothing: batches published without a connection are not shown. While the display is full this class does not
 * read, and Redis ends the connection at its own limit ({@code client-output-buffer-limit pubsub}, by default 32 MB).
 */
public final class RedisSource implements BatchSource {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private static final Duration IDLE_AT_STOP = Duration.ofMillis(200);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** To read one message, with a pause between two of them. */
    private static final int MOST_ATTEMPTS = 100;

    /** Nothing tells that a worker is gone. Bars repeat their states three times in this time. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    private static final Duration FIRST_ATTEMPT = Duration.ofSeconds(1);

    private final String label;
    private final Address.Redis address;
    private final DriverJobs jobs;
    private final BlockingFeed feed;
    private final Protocol protocol;
    private final RetryLoop loop;
    private final StopRequest stop;
    private final RedisConnector connector;
    private final RedisDiagnostics diagnostics;

    private volatile Subscription subscription;
    private volatile boolean busy;
    private volatile long lastInput = System.nanoTime();

    /** For the thread that reads. */
    private boolean everConnected;

    /**
     * @param label names the appender in messages
     * @param address of the Redis
     * @param jobs of the driver; batches of other jobs are not shown
     * @param display shows the batches
     * @param protocol the times of the protocol
     */
    public RedisSource(String label, Address.Redis address, DriverJobs jobs, Display display, Protocol protocol) {
        this.label = label;
        this.address = address;
        this.jobs = jobs;
        this.feed = new BlockingFeed(display, LONGEST_SILENCE);
        this.protocol = protocol;
        this.loop = new RetryLoop("log4jray-driver-redis", new Reading(), protocol.refusedPause());
        this.stop = loop.stopRequest();
        this.connector = new RedisConnector(label, address, protocol.deadAfter(), stop);
        this.diagnostics = new RedisDiagnostics(label, address, "are not shown");
    }

    /**
     * Begins to subscribe, and waits for it up to a second: the driver shows the lines of workers that start afterwards.
     */
    @Override
    public void start() {
        loop.start();
        TransportThread.of(new StepLoop(this::keepAlive, this::reportPing), "log4jray-driver-redis-watch")
                .start();
        loop.awaitFirstAttempt(FIRST_ATTEMPT);
    }

    @Override
    public void stop(Duration timeout) {
        feed.stop(timeout);
        loop.requestStop(timeout);
        awaitSilence();
        Subscription last = subscription;
        if (last != null) {
            last.end();
        }
        if (!loop.awaitEnd(stop.timeLeft())) {
            connector.abandon();
        }
        feed.drain();
    }

    private void awaitSilence() {
        UninterruptedWait.until(
                stop.timeLeft(),
                () -> subscription == null || !busy && System.nanoTime() - lastInput >= IDLE_AT_STOP.toNanos(),
                nanos -> TimeUnit.NANOSECONDS.sleep(Math.min(nanos, LOOK_AGAIN_NANOS)));
    }

    @Override
    public long batchesRefused() {
        return diagnostics.malformedTotal();
    }

    /**
     * Redis answers a further subscription to the same channel; without an answer the read times out.
     *
     * @return false at the stop
     */
    private boolean keepAlive() {
        if (stop.await(protocol.keepAlive())) {
            return false;
        }
        Subscription current = subscription;
        if (current != null) {
            current.keepAlive();
        }
        return true;
    }

    private void reportPing(Throwable e) {
        LOGGER.debug("{}: no ping to the Redis at {} now", label, address, e);
    }

    /** The work of the thread that reads. */
    private final class Reading implements RetryLoop.Work {

        @Override
        public boolean attempt() throws IOException {
            Connection connection = connector.open();
            try {
                subscription = new Subscription(connection);
                subscription.proceed(connection, RedisConnection.channel());
                return true;
            } catch (JedisException e) {
                throw RedisConnection.failure(e);
            } finally {
                subscription = null;
                RedisConnection.close(connection);
            }
        }

        @Override
        public boolean report(Throwable problem) {
            diagnostics.problem(problem);
            return true;
        }

        @Override
        public void end() {
            diagnostics.end();
        }
    }

    /** Called by the thread that reads, but for {@link #keepAlive} and {@link #end}. */
    private final class Subscription extends BinaryJedisPubSub {

        private final Connection connection;

        /** For the thread that reads. */
        private boolean established;

        private Subscription(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void onSubscribe(byte[] channel, int count) {
            if (established) {
                return;
            }
            established = true;
            // Jedis has just switched the time-out off.
            connection.setSoTimeout((int) protocol.deadAfter().toMillis());
            loop.connected();
            boolean isFirst = !everConnected;
            everConnected = true;
            if (diagnostics.isTroubled()) {
                diagnostics.connected(isFirst ? "" : "; lines that workers have published meanwhile are not shown");
            }
            if (stop.isRequested()) {
                end();
            }
        }

        @Override
        public void onMessage(byte[] channel, byte[] message) {
            busy = true;
            try {
                show(message);
            } finally {
                lastInput = System.nanoTime();
                busy = false;
            }
        }

        private synchronized void keepAlive() {
            try {
                if (isSubscribed()) {
                    subscribe(RedisConnection.channel());
                }
            } catch (JedisException e) {
                LOGGER.debug("{}: the Redis at {} takes no subscription: {}", label, address, e.toString());
            }
        }

        /** Redis still sends the batches published before; then the read ends. */
        private synchronized void end() {
            try {
                if (isSubscribed()) {
                    unsubscribe();
                }
            } catch (JedisException e) {
                LOGGER.debug("{}: the Redis at {} is gone at the stop: {}", label, address, e.toString());
            }
        }
    }

    private void show(byte[] message) {
        Batch batch = batchWithMemory(message);
        if (batch == null) {
            diagnostics.malformed();
        } else if (jobs.include(batch)) {
            feed.show(batch);
        }
    }

    /** Redis does not send the message again, so a lack of memory is waited for. */
    private Batch batchWithMemory(byte[] message) {
        for (int i = 1; i < MOST_ATTEMPTS && stop.nanosLeft() > 0; i++) {
            try {
                return RedisDiagnostics.read(message);
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(StepLoop.PAUSE.toNanos());
            }
        }
        return RedisDiagnostics.read(message);
    }
}
