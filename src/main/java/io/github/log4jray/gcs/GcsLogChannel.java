package io.github.log4jray.gcs;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.ClearText;
import io.github.log4jray.protocol.RejectedException;
import io.github.log4jray.protocol.RetryLoop;
import io.github.log4jray.protocol.StopRequest;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.Plural;
import io.github.log4jray.settings.RepeatedFault;
import io.github.log4jray.settings.UninterruptedWait;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Follows the log channel of a GCS and passes on the batches of the driver's job. One thread subscribes, fetches and calls
 * the sink. The GCS stores published batches for its subscribers, up to its own limits, so the sink may block. Batches
 * published without a subscription are not shown.
 */
public final class GcsLogChannel {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** How long a start waits for the subscription. */
    private static final Duration FIRST_ATTEMPT = Duration.ofSeconds(1);

    private static final Duration REJECTED_PAUSE = Duration.ofSeconds(30);

    /**
     * How often a subscription is renewed. The GCS may be gone without an error. It drops a subscription without polls
     * for five minutes, for example because the display is full, and does not answer further polls (Ray 2.39 to 2.60).
     */
    private static final Duration SUBSCRIBE_AFTER = Duration.ofSeconds(30);

    /** How long the batches of a worker with an unknown job may keep others from entering. */
    private static final Duration LONGEST_STAY = Duration.ofSeconds(10);

    /** How long a subscription waits for the job. The GCS drops it after five minutes (Ray 2.39 to 2.60). */
    private static final Duration RENEW_AFTER = Duration.ofMinutes(1);

    /** Ray's log monitor reads files every 100 ms; Ray's own driver waits this long at its end. */
    private static final Duration IDLE_AT_STOP = Duration.ofMillis(500);

    private final String label;
    private final GcsAddress address;
    private final BooleanSupplier left;
    private final JobFilter filter;
    private final GcsAccess access;
    private final Duration subscribeAfter;
    private final Duration idleAtStop;
    private final RetryLoop loop;
    private final StopRequest stop;
    private final Semaphore wake = new Semaphore(0);
    private final RepeatedFault malformed = new RepeatedFault();

    private volatile String job;
    private volatile long lastInput;

    /**
     * @param label names the appender in messages
     * @param address of the GCS
     * @param left whether the driver has left the cluster: then a lost connection is not reported. Called by the thread
     *     of this channel; may block
     * @param sink receives batches on the thread of this channel; may block, and then no more are fetched
     */
    public GcsLogChannel(String label, GcsAddress address, BooleanSupplier left, Consumer<Batch> sink) {
        this(label, address, left, sink, Times.DEFAULT, Environment.process());
    }

    /**
     * @param subscribeAfter how often the subscription is renewed
     * @param longestStay how long the batches of a worker with an unknown job may keep others from entering
     * @param idleAtStop after how long without a batch a stop ends
     */
    record Times(Duration subscribeAfter, Duration longestStay, Duration idleAtStop) {

        static final Times DEFAULT = new Times(SUBSCRIBE_AFTER, LONGEST_STAY, IDLE_AT_STOP);
    }

    /** With other times, and with Ray's settings in an environment. */
    GcsLogChannel(
            String label,
            GcsAddress address,
            BooleanSupplier left,
            Consumer<Batch> sink,
            Times times,
            Environment environment) {
        this.label = label;
        this.address = address;
        this.left = left;
        this.filter = new JobFilter(label, times.longestStay(), sink);
        this.access = new GcsAccess(environment);
        this.subscribeAfter = times.subscribeAfter();
        this.idleAtStop = times.idleAtStop();
        this.loop = new RetryLoop("log4jray-driver-gcs", new Following(), REJECTED_PAUSE);
        this.stop = loop.stopRequest();
    }

    /** Begins to subscribe, and waits for it up to a second. Batches come when the job is known. */
    public void start() {
        loop.start();
        loop.awaitFirstAttempt(FIRST_ATTEMPT);
    }

    /** @param newJob its batches are passed on; 8 hexadecimal digits, empty for every job */
    public void setJob(String newJob) {
        job = newJob;
        wake.release();
    }

    /** @return how many messages could not be read */
    public long malformed() {
        return malformed.total();
    }

    /**
     * Passes on batches until none has come for half a second, and ends.
     *
     * @param timeout the longest wait
     */
    public void stop(Duration timeout) {
        lastInput = System.nanoTime();
        loop.stop(timeout);
    }

    /** @return whether the present connection has nothing more to do */
    private boolean isOver() {
        return stop.isComplete(() -> job == null || System.nanoTime() - lastInput >= idleAtStop.toNanos());
    }

    private void awaitWakeUp(long nanos) {
        UninterruptedWait.until(Duration.ofNanos(nanos), () -> wake.drainPermits() > 0, most -> {
            if (wake.tryAcquire(most, TimeUnit.NANOSECONDS)) {
                wake.release();
            }
        });
    }

    /** The work of the channel's thread. */
    private final class Following implements RetryLoop.Work {

        private boolean everConnected;
        private boolean isAway;
        private long subscribeAt;

        @Override
        public boolean attempt() throws IOException {
            try (GcsConnection gcs = new GcsConnection(address, access)) {
                warnOfClearText();
                follow(gcs);
            }
            return true;
        }

        private void warnOfClearText() {
            if (!access.isEncrypted() && address.isElsewhere()) {
                ClearText.warn(
                        label,
                        access.hasToken() ? "token and lines of workers" : "lines of workers",
                        "between this host and the GCS at " + address + ", as RAY_USE_TLS is not set");
            }
        }

        private void follow(GcsConnection gcs) throws IOException {
            Subscription subscription = new Subscription(gcs);
            connected();
            subscribeAt = System.nanoTime() + subscribeAfter.toNanos();
            long renewAt = System.nanoTime() + RENEW_AFTER.toNanos();
            while (job == null && !stop.isRequested()) {
                awaitWakeUp(renewAt - System.nanoTime());
                if (System.nanoTime() - renewAt >= 0) {
                    return;
                }
            }
            while (!isOver()) {
                subscribeAgain(subscription);
                byte[] answer = awaitAnswer(gcs, subscription);
                if (answer != null) {
                    lastInput = System.nanoTime();
                    subscription.take(answer, batch -> take(gcs, batch));
                    settle(gcs);
                    loop.succeeded();
                }
            }
            filter.settleLast(gcs);
        }

        /** Not yet a success: the requests that follow may fail each time. */
        private void connected() {
            if (everConnected && isAway) {
                LOGGER.warn(
                        "{}: connected with the GCS at {} again; lines that workers have written meanwhile are not shown",
                        label,
                        address);
            }
            everConnected = true;
            isAway = false;
            loop.connected();
        }

        private void subscribeAgain(Subscription subscription) throws IOException {
            if (System.nanoTime() - subscribeAt >= 0) {
                subscription.subscribe();
                subscribeAt = System.nanoTime() + subscribeAfter.toNanos();
                loop.succeeded();
            }
        }

        /** @return the answer; null if the work ends before it comes */
        private byte[] awaitAnswer(GcsConnection gcs, Subscription subscription) throws IOException {
            GcsConnection.Answer poll = subscription.poll();
            poll.whenDone(wake::release);
            byte[] answer = poll.now();
            while (answer == null && !isOver()) {
                long most = stop.isRequested() ? idleAtStop.toNanos() : subscribeAt - System.nanoTime();
                awaitWakeUp(Math.min(most, filter.nanosToAsking()));
                settle(gcs);
                subscribeAgain(subscription);
                answer = poll.now();
            }
            return answer;
        }

        /** @param batch null for a message that could not be read */
        private void take(GcsConnection gcs, Batch batch) {
            if (batch == null) {
                if (malformed.occurred()) {
                    LOGGER.warn("{}: invalid message of the GCS at {}; further ones are counted", label, address);
                }
                return;
            }
            filter.setJob(job);
            filter.take(batch);
            while (filter.isFull() && !isOver()) {
                awaitWakeUp(filter.nanosToAsking());
                settle(gcs);
            }
        }

        private void settle(GcsConnection gcs) {
            filter.setJob(job);
            filter.settle(gcs);
        }

        @Override
        public boolean report(Throwable problem) {
            if (left.getAsBoolean()) {
                return false;
            }
            isAway = true;
            if (problem instanceof RejectedException) {
                LOGGER.error(
                        "{}: the GCS at {} can't be asked for lines of workers: {}; trying again every {} s",
                        label,
                        address,
                        problem.getMessage(),
                        REJECTED_PAUSE.toSeconds());
            } else {
                LOGGER.warn(
                        "{}: no connection with the GCS at {}: {}; trying again, lines of workers are not shown"
                                + " meanwhile",
                        label,
                        address,
                        problem instanceof IOException ? problem.getMessage() : problem.toString());
            }
            return true;
        }

        @Override
        public void stopRequested() {
            wake.release();
        }

        @Override
        public void end() {
            filter.end();
            if (malformed.takeUnreported() > 0) {
                LOGGER.warn(
                        "{}: ignored {} of the GCS at {}",
                        label,
                        Plural.of(malformed.total(), "invalid message"),
                        address);
            }
        }
    }
}
