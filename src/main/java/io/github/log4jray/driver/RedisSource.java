package io.github.log4jray.driver;

import io.github.log4jray.display.Display;
import io.github.log4jray.protocol.Backoff;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.RedisConnection;
import io.github.log4jray.protocol.RejectedException;
import io.github.log4jray.protocol.TransportThread;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.session.Address;
import io.github.log4jray.text.JsonReader;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Batches that are published on a Redis. One thread takes them, another one looks whether the Redis is still there.
 * Redis keeps nothing: what is published while there is no connection is not shown, and where the display takes its
 * time Redis ends the connection when its own limit is reached ({@code client-output-buffer-limit pubsub}, by default
 * 32 MB).
 */
final class RedisSource implements BatchSource {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** How long a batch may be, in bytes; other programs need not go by the limit of a line of our own protocol. */
    private static final int MAX_BATCH = 4 * Protocol.MAX_LINE;

    private static final Duration IDLE_AT_STOP = Duration.ofMillis(200);
    private static final long MOMENT_MILLIS = 20;
    private static final long FIRST_ATTEMPT_MILLIS = 1_000;

    private final String owner;
    private final Address.Redis address;
    private final DriverJobs jobs;
    private final BlockingFeed toDisplay;
    private final Protocol protocol;
    private final TransportThread thread = new TransportThread(this::run, "log4jray-driver-redis");
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch attempted = new CountDownLatch(1);
    private final Backoff backoff = new Backoff();

    private volatile Subscription subscription;
    private volatile boolean busy;
    private volatile long lastInput = System.nanoTime();
    private boolean everConnected;
    private Class<?> lastProblem;
    private volatile long malformed;

    /**
     * @param owner names the appender in what is reported
     * @param address of the Redis
     * @param jobs the driver's; batches of others are not shown
     * @param display shows them
     * @param protocol the times to go by
     */
    RedisSource(String owner, Address.Redis address, DriverJobs jobs, Display display, Protocol protocol) {
        this.owner = owner;
        this.address = address;
        this.jobs = jobs;
        this.toDisplay = new BlockingFeed(display);
        this.protocol = protocol;
    }

    /** Begins to subscribe, and waits a moment until it has: what workers publish that are started after that is shown. */
    @Override
    public void start() {
        thread.start();
        new TransportThread(this::keepAlive, "log4jray-driver-redis-watch").start();
        await(attempted, FIRST_ATTEMPT_MILLIS);
    }

    private void run() {
        while (!isStopping()) {
            try {
                subscribe();
            } catch (RejectedException e) {
                report(e);
                pause(protocol.refusedPause().toMillis());
            } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
                // The application may be without memory for a moment.
                report(e);
                pause(backoff.nextMillis(Backoff.LONGEST));
            }
        }
        if (malformed > 1) {
            LOGGER.warn("{}: {} messages of the Redis at {} were no batches", owner, malformed, address);
        }
    }

    private boolean isStopping() {
        return stopped.getCount() == 0;
    }

    private void pause(long millis) {
        attempted.countDown();
        await(stopped, millis);
    }

    private static void await(CountDownLatch event, long millis) {
        try {
            event.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A problem is said once, and again only after one of another kind or a connection. */
    private void report(Throwable e) {
        if (isStopping() || e.getClass() == lastProblem) {
            return;
        }
        lastProblem = e.getClass();
        if (e instanceof RejectedException) {
            LOGGER.error("{}: the Redis at {} refuses this driver: {}", owner, address, e.getMessage());
        } else {
            LOGGER.warn(
                    "{}: no connection with the Redis at {}: {}; trying again, lines of workers are not shown meanwhile",
                    owner,
                    address,
                    e.toString());
        }
    }

    private void subscribe() throws IOException {
        Connection connection = RedisConnection.open(owner, address, protocol.deadAfter());
        try {
            subscription = new Subscription(connection);
            subscription.proceed(connection, RedisConnection.channel());
        } catch (JedisException e) {
            throw RedisConnection.failure(e);
        } finally {
            subscription = null;
            RedisConnection.close(connection);
        }
    }

    /** The Redis answers a ping; without an answer the reading ends by its time-out. */
    private void keepAlive() {
        while (!isStopping()) {
            await(stopped, protocol.keepAlive().toMillis());
            Subscription current = subscription;
            if (current != null) {
                current.look();
            }
        }
    }

    private final class Subscription extends BinaryJedisPubSub {

        private final Connection connection;

        private Subscription(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void onSubscribe(byte[] channel, int count) {
            // Jedis has just made it wait for ever
            connection.setSoTimeout((int) protocol.deadAfter().toMillis());
            backoff.reset();
            attempted.countDown();
            if (lastProblem != null) {
                lastProblem = null;
                LOGGER.warn(
                        "{}: connected with the Redis at {}{}",
                        owner,
                        address,
                        everConnected ? "; what workers have published meanwhile is not shown" : "");
            }
            everConnected = true;
            if (isStopping()) {
                end();
            }
        }

        @Override
        public void onMessage(byte[] channel, byte[] message) {
            busy = true;
            try {
                take(message);
            } finally {
                lastInput = System.nanoTime();
                busy = false;
            }
        }

        private synchronized void look() {
            try {
                if (isSubscribed()) {
                    ping();
                }
            } catch (JedisException e) {
                LOGGER.debug("{}: the Redis at {} takes no ping: {}", owner, address, e.toString());
            }
        }

        /** What was published before still comes: then the reading ends. */
        private synchronized void end() {
            try {
                if (isSubscribed()) {
                    unsubscribe();
                }
            } catch (JedisException e) {
                LOGGER.debug("{}: the Redis at {} is gone at the stop: {}", owner, address, e.toString());
            }
        }
    }

    private void take(byte[] message) {
        Batch batch = batch(message);
        if (batch == null) {
            if (malformed++ == 0) {
                LOGGER.warn("{}: a message of the Redis at {} is no batch; further ones are counted", owner, address);
            }
            return;
        }
        if (jobs.include(batch)) {
            toDisplay.show(batch);
        }
    }

    private static Batch batch(byte[] message) {
        try {
            return message.length > MAX_BATCH ? null : Batch.of(JsonReader.object(message, 0, message.length));
        } catch (JsonReader.MalformedJsonException e) {
            return null;
        }
    }

    @Override
    public void stop(Duration timeout) {
        toDisplay.stop(timeout);
        stopped.countDown();
        awaitSilence();
        Subscription last = subscription;
        if (last != null) {
            last.end();
        }
        thread.awaitEnd(toDisplay.timeLeft());
        toDisplay.drain();
    }

    @Override
    public long batchesRefused() {
        return malformed;
    }

    private void awaitSilence() {
        boolean interrupted = false;
        while (!toDisplay.timeLeft().isZero()
                && subscription != null
                && (busy || System.nanoTime() - lastInput < IDLE_AT_STOP.toNanos())) {
            try {
                TimeUnit.MILLISECONDS.sleep(MOMENT_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
