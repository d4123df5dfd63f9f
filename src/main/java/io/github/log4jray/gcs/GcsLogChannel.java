package io.github.log4jray.gcs;

import io.github.log4jray.protocol.Backoff;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.ClearText;
import io.github.log4jray.protocol.TransportThread;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Follows the log channel of a GCS by one thread, and hands on what is of the driver's job. The GCS keeps what is
 * published for who has subscribed, up to its own limits, so a receiver may take its time. What is published while
 * there is no connection is not shown.
 */
public final class GcsLogChannel {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** How long a start waits for the subscription. */
    private static final long FIRST_ATTEMPT_MILLIS = 1_000;

    private static final Duration REFUSED_PAUSE = Duration.ofSeconds(30);

    /**
     * How often a subscription is made again. A GCS that has nothing to tell may be gone; and one that was not asked
     * for five minutes, as the display took nothing or this process was stopped, has forgotten the subscription, and
     * never answers who asks all the same (Ray 2.39 to 2.60).
     */
    private static final Duration SUBSCRIBE_AFTER = Duration.ofSeconds(30);

    /** A subscription from which nothing is fetched ends after five minutes (Ray 2.39 to 2.60). */
    private static final Duration RENEW_AFTER = Duration.ofMinutes(1);

    /** Ray's log monitor looks each 100 ms for new lines; Ray's own driver waits as long at its end. */
    private static final Duration IDLE_AT_STOP = Duration.ofMillis(500);

    private final String owner;
    private final GcsAddress address;
    private final BooleanSupplier left;
    private final JobFilter filter;
    private final Duration subscribeAfter;
    private final TransportThread thread = new TransportThread(this::run, "log4jray-driver-gcs");
    private final Semaphore wake = new Semaphore(0);
    private final CountDownLatch attempted = new CountDownLatch(1);
    private final Backoff backoff = new Backoff();

    private volatile String job;
    private volatile boolean stopping;
    private volatile long stopBy;
    private volatile long lastInput;
    private boolean everConnected;
    private boolean isAway;
    private String lastProblem;
    private long subscribeAt;
    private volatile long malformed;

    /**
     * @param owner names who asks in what is reported
     * @param address of the GCS
     * @param left whether the driver has left the cluster: then nobody needs to know that it has ended. Asked by the
     *     thread of this channel, may wait
     * @param sink receives batches, by the thread of this channel; may wait for room, and then no more are fetched
     */
    public GcsLogChannel(String owner, GcsAddress address, BooleanSupplier left, Consumer<Batch> sink) {
        this(owner, address, left, sink, SUBSCRIBE_AFTER);
    }

    /** As above, with another time after which the subscription is made again. */
    GcsLogChannel(
            String owner, GcsAddress address, BooleanSupplier left, Consumer<Batch> sink, Duration subscribeAfter) {
        this.subscribeAfter = subscribeAfter;
        this.owner = owner;
        this.address = address;
        this.left = left;
        this.filter = new JobFilter(owner, sink);
    }

    /** Subscribes, and waits a moment until that is done. Batches come when the job is known. */
    public void start() {
        thread.start();
        try {
            attempted.await(FIRST_ATTEMPT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param newJob whose batches are handed on, 8 hexadecimal digits; empty for every job */
    public void setJob(String newJob) {
        job = newJob;
        wake.release();
    }

    /** @return how many messages could not be read */
    public long malformed() {
        return malformed;
    }

    /**
     * Takes what comes until nothing has come for half a second, and ends.
     *
     * @param timeout how long that may take
     */
    public void stop(Duration timeout) {
        long now = System.nanoTime();
        stopBy = now + timeout.toNanos();
        lastInput = now;
        stopping = true;
        wake.release();
        thread.awaitEnd(timeout);
    }

    private boolean isOver() {
        long now = System.nanoTime();
        return stopping && (now - stopBy >= 0 || job == null || now - lastInput >= IDLE_AT_STOP.toNanos());
    }

    private void run() {
        while (!stopping) {
            try (GcsConnection gcs = new GcsConnection(address)) {
                warnOfClearText();
                follow(gcs);
            } catch (GcsRejectedException e) {
                report(e);
                pause(REFUSED_PAUSE.toMillis());
            } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
                // The application may be without memory for a moment.
                report(e);
                pause(backoff.nextMillis(Backoff.LONGEST));
            }
        }
        filter.end();
        if (malformed > 1) {
            LOGGER.warn("{}: {} messages of the GCS at {} could not be read", owner, malformed, address);
        }
    }

    private void warnOfClearText() {
        if (!GcsAccess.isEncrypted() && address.isElsewhere()) {
            ClearText.warn(
                    owner,
                    GcsAccess.hasToken() ? "token and lines of workers" : "lines of workers",
                    "between this host and the GCS at " + address + ", as RAY_USE_TLS is not set");
        }
    }

    private void pause(long millis) {
        attempted.countDown();
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!stopping && until - System.nanoTime() > 0) {
            await(until - System.nanoTime());
        }
    }

    private void await(long nanos) {
        try {
            if (wake.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            // Nobody has a reason to interrupt this thread; it ends when it is told to.
            LOGGER.debug("{}: interrupted", owner);
        }
    }

    /** A problem is said once, and again only after one of another kind, or when all has worked. */
    private void report(Throwable e) {
        String problem = e.getClass().getName();
        if (stopping || problem.equals(lastProblem) || left.getAsBoolean()) {
            return;
        }
        lastProblem = problem;
        isAway = true;
        if (e instanceof GcsRejectedException) {
            LOGGER.error(
                    "{}: the GCS at {} can't be asked for lines of workers: {}; trying again every {} s",
                    owner,
                    address,
                    e.getMessage(),
                    REFUSED_PAUSE.toSeconds());
        } else {
            LOGGER.warn(
                    "{}: no connection with the GCS at {}: {}; trying again, lines of workers are not shown meanwhile",
                    owner,
                    address,
                    e instanceof IOException ? e.getMessage() : e.toString());
        }
    }

    private void connected() {
        if (everConnected && isAway) {
            LOGGER.warn(
                    "{}: connected with the GCS at {} again; what workers have written meanwhile is not shown",
                    owner,
                    address);
        }
        everConnected = true;
        isAway = false;
        attempted.countDown();
    }

    /** To be connected says little: what is asked for may fail each time. */
    private void works() {
        lastProblem = null;
        backoff.reset();
    }

    private void follow(GcsConnection gcs) throws IOException {
        Subscription subscription = new Subscription(gcs);
        connected();
        subscribeAt = System.nanoTime() + subscribeAfter.toNanos();
        long renewAt = System.nanoTime() + RENEW_AFTER.toNanos();
        while (job == null && !stopping) {
            await(renewAt - System.nanoTime());
            if (System.nanoTime() - renewAt >= 0) {
                return;
            }
        }
        while (!isOver()) {
            subscribeAgain(subscription);
            byte[] answer = await(gcs, subscription);
            if (answer != null) {
                lastInput = System.nanoTime();
                subscription.take(answer, batch -> take(gcs, batch));
                settle(gcs);
                works();
            }
        }
        filter.settleLast(gcs);
    }

    private void subscribeAgain(Subscription subscription) throws IOException {
        if (System.nanoTime() - subscribeAt >= 0) {
            subscription.subscribe();
            subscribeAt = System.nanoTime() + subscribeAfter.toNanos();
            works();
        }
    }

    /** @return the answer; null where it is over before there is one */
    private byte[] await(GcsConnection gcs, Subscription subscription) throws IOException {
        GcsConnection.Answer poll = subscription.poll();
        poll.whenDone(wake::release);
        byte[] answer = poll.now();
        while (answer == null && !isOver()) {
            long most = stopping ? IDLE_AT_STOP.toNanos() : subscribeAt - System.nanoTime();
            await(Math.min(most, filter.nanosToAsking()));
            settle(gcs);
            subscribeAgain(subscription);
            answer = poll.now();
        }
        return answer;
    }

    private void take(GcsConnection gcs, Batch batch) {
        if (batch == null) {
            if (malformed++ == 0) {
                LOGGER.warn("{}: a message of the GCS at {} can't be read; further ones are counted", owner, address);
            }
            return;
        }
        filter.setJob(job);
        filter.take(batch);
        while (filter.isFull() && !isOver()) {
            await(filter.nanosToAsking());
            settle(gcs);
        }
    }

    private void settle(GcsConnection gcs) {
        filter.setJob(job);
        filter.settle(gcs);
    }
}
