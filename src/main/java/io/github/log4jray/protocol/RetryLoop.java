package io.github.log4jray.protocol;

import io.github.log4jray.settings.UninterruptedWait;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Runs one {@link Work} on a thread of its own until a stop: makes an attempt, reports its problem, pauses, and makes the
 * next attempt.
 *
 * <ul>
 *   <li>A problem is reported once. It is reported again after a problem of another kind, after {@link #succeeded}, or
 *       after an attempt whose connection has held for longer than {@link Backoff#LONGEST}. A problem that follows each
 *       connection at once is the same one, but the first attempt after a connection that does not connect is reported.
 *   <li>After a problem the loop pauses as {@link Backoff} says; after a {@link RejectedException} for a fixed time. After
 *       {@link BusyException}s the pauses grow up to that time.
 *   <li>Exceptions and errors, for example a lack of memory, are problems like others. They do not end the thread.
 *   <li>{@link #requestStop} ends a pause at once. The loop ends when the work is done or at the deadline; until then it
 *       goes on with pauses of at most {@link Backoff#FIRST}.
 * </ul>
 *
 * <p>The constructor starts nothing. Any thread may start and stop; all other methods are for the loop's own thread.
 */
public final class RetryLoop {

    /** What a loop does. All methods but {@link #stopRequested} are called by the loop's thread. */
    public interface Work {

        /**
         * Connects, and works until the connection ends or the stop is complete.
         *
         * @return false to make no further attempt
         * @throws IOException when the connection fails
         */
        boolean attempt() throws IOException;

        /**
         * Reports a problem of an attempt. The loop calls it once for each kind of problem.
         *
         * @param problem what the attempt threw
         * @return false if the problem needs no report; then the loop asks again at the next problem
         */
        boolean report(Throwable problem);

        /**
         * @param problem what an attempt threw
         * @return equal for problems of one kind
         */
        default Object kindOf(Throwable problem) {
            return problem.getClass();
        }

        /** @return whether nothing is left to do: asked after the request to stop */
        default boolean isDone() {
            return true;
        }

        /** Ends a wait inside of {@link #attempt}. Called by the thread that requests the stop. */
        default void stopRequested() {}

        /** The loop has ended: releases resources and reports what is left. */
        default void end() {}
    }

    private final String threadName;
    private final Work work;
    private final Duration rejectedPause;
    private final StopRequest stop = new StopRequest();
    private final Backoff backoff = new Backoff();
    private final CountDownLatch attempted = new CountDownLatch(1);
    private volatile TransportThread thread;
    private final LongSupplier nanoTime;
    private Object lastProblem;

    /** The present attempt has connected, at {@link #connectedSince}. */
    private boolean connected;

    private long connectedSince;

    /** There was a connection since the last report. */
    private boolean connectedSinceReport;

    /**
     * @param threadName the name of the thread, as {@link TransportThread} requires it
     * @param work is attempted
     * @param rejectedPause the pause after a {@link RejectedException}, unless a stop is requested, and the longest one after a
     *     {@link BusyException}
     */
    public RetryLoop(String threadName, Work work, Duration rejectedPause) {
        this(threadName, work, rejectedPause, System::nanoTime);
    }

    /** @param nanoTime the clock */
    RetryLoop(String threadName, Work work, Duration rejectedPause, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.threadName = threadName;
        this.work = work;
        this.rejectedPause = rejectedPause;
    }

    /** Starts the thread. Called once. */
    public void start() {
        thread = TransportThread.of(this::run, threadName);
        thread.start();
    }

    /**
     * Waits until the first attempt has connected or has failed.
     *
     * @param timeout the longest wait
     */
    public void awaitFirstAttempt(Duration timeout) {
        UninterruptedWait.until(
                timeout, () -> attempted.getCount() == 0, nanos -> attempted.await(nanos, TimeUnit.NANOSECONDS));
    }

    /** @return the request to stop, for the work to look at */
    public StopRequest stopRequest() {
        return stop;
    }

    /** @return whether the work must end now: a stop is requested, and it is done or has no time left */
    public boolean isOver() {
        return stop.isComplete(work::isDone);
    }

    /**
     * Requests the stop and waits for the end of the thread.
     *
     * @param timeout how long the work may still take, and the longest wait
     * @return whether the thread has ended
     */
    public boolean stop(Duration timeout) {
        requestStop(timeout);
        return awaitEnd(timeout);
    }

    /** @param timeout how long the work may still take */
    public void requestStop(Duration timeout) {
        stop.request(timeout);
        work.stopRequested();
    }

    /**
     * @param timeout the longest wait
     * @return whether the thread has ended, or was never started
     */
    public boolean awaitEnd(Duration timeout) {
        TransportThread started = thread;
        return started == null || started.awaitEnd(timeout);
    }

    /**
     * The attempt has connected: {@link #awaitFirstAttempt} ends. Called once or more in an attempt. If the attempt goes on for
     * longer than {@link Backoff#LONGEST}, this ends the problems before it.
     */
    public void connected() {
        connectedSinceReport = true;
        if (!connected) {
            connected = true;
            connectedSince = nanoTime.getAsLong();
        }
        attempted.countDown();
    }

    /**
     * The attempt works: the next problem is reported in any case, and the next pause is a short one.
     *
     * @return whether a problem was reported since the last call
     */
    public boolean succeeded() {
        boolean hadProblem = lastProblem != null;
        lastProblem = null;
        backoff.reset();
        return hadProblem;
    }

    private void run() {
        try {
            repeat();
        } finally {
            attempted.countDown();
            work.end();
        }
    }

    /**
     * The handler of an Error calls nothing: even the first call of a method of the JDK may need memory. The next repetition
     * does the rest.
     */
    private void repeat() {
        Throwable problem = null;
        boolean recovering = false;
        boolean more = true;
        while (more) {
            try {
                if (recovering) {
                    // The application may be without memory for a moment, and reports need some.
                    LockSupport.parkNanos(Backoff.FIRST.toNanos());
                } else if (problem != null) {
                    recovering = true;
                    recover(problem);
                }
                recovering = false;
                problem = null;
                more = !isOver() && attempt();
            } catch (Throwable e) {
                problem = e;
            }
        }
    }

    private boolean attempt() throws IOException {
        try {
            connected = false;
            return work.attempt();
        } finally {
            if (connected && nanoTime.getAsLong() - connectedSince > Backoff.LONGEST.toNanos()) {
                succeeded();
            }
        }
    }

    private void recover(Throwable problem) {
        if (isOver()) {
            return;
        }
        report(problem);
        pauseFor(pauseAfter(problem));
    }

    /**
     * For work that pauses itself.
     *
     * @param problem of an attempt
     * @return how long the next attempt has to wait: each time longer until {@link #succeeded}
     */
    public Duration pauseAfter(Throwable problem) {
        if (problem instanceof RejectedException) {
            return stop.isRequested() ? Backoff.FIRST : rejectedPause;
        }
        return next(problem instanceof BusyException ? rejectedPause : Backoff.LONGEST);
    }

    private Duration next(Duration longest) {
        return Duration.ofMillis(backoff.nextMillis(stop.isRequested() ? Backoff.FIRST : longest));
    }

    /**
     * Reports a problem that the work handles itself, unless the last one was of the same kind.
     *
     * @param problem of an attempt
     */
    public void report(Throwable problem) {
        Object kind = work.kindOf(problem);
        boolean isLostAgain = connectedSinceReport && !connected;
        if ((isLostAgain || !kind.equals(lastProblem)) && work.report(problem)) {
            lastProblem = kind;
            connectedSinceReport = false;
        }
    }

    /**
     * Pauses before the next attempt, each time longer until {@link #succeeded}. A request to stop ends the pause.
     *
     * @param longest limits the pause; after the request {@link Backoff#FIRST} limits it
     */
    public void pause(Duration longest) {
        pauseFor(next(longest));
    }

    /**
     * Pauses for a time. A request to stop during the pause ends it.
     *
     * @param time how long
     */
    public void pauseFor(Duration time) {
        attempted.countDown();
        if (stop.isRequested()) {
            UninterruptedWait.until(time, () -> false, TimeUnit.NANOSECONDS::sleep);
        } else {
            stop.await(time);
        }
    }
}
