package io.github.log4jray.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RetryLoopTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final List<Throwable> reported = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean done = true;
    private volatile boolean worthAReport = true;
    private RetryLoop loop;

    /** An attempt of the work. */
    private interface Attempt {
        boolean run() throws IOException;
    }

    /** @return an attempt that fails */
    private static Attempt failing(Throwable problem) {
        return () -> {
            if (problem instanceof IOException e) {
                throw e;
            }
            if (problem instanceof RuntimeException e) {
                throw e;
            }
            throw (Error) problem;
        };
    }

    private static final Attempt LAST = () -> false;

    private final class Script implements RetryLoop.Work {

        private final Queue<Attempt> attempts;

        private Script(Attempt... attempts) {
            this.attempts = new ArrayDeque<>(List.of(attempts));
        }

        @Override
        public boolean attempt() throws IOException {
            return attempts.remove().run();
        }

        @Override
        public boolean report(Throwable problem) {
            reported.add(problem);
            return worthAReport;
        }

        @Override
        public boolean isDone() {
            return done;
        }

        @Override
        public void stopRequested() {
            stopRequested.countDown();
        }

        @Override
        public void end() {
            ended.countDown();
        }
    }

    private RetryLoop loop(Attempt... attempts) {
        loop = new RetryLoop("log4jray-driver-test", new Script(attempts), LONG);
        return loop;
    }

    private void run(Attempt... attempts) {
        loop(attempts).start();
        assertThat(loop.awaitEnd(LONG)).isTrue();
        assertThat(ended.getCount()).isZero();
    }

    @AfterEach
    void stop() {
        done = true;
        loop.stop(Duration.ZERO);
    }

    @Test
    void attemptsUntilTheWorkWantsNoMore() {
        List<String> made = new ArrayList<>();
        Attempt one = () -> made.add("one");
        run(one, one, LAST);
        assertThat(made).hasSize(2);
        assertThat(reported).isEmpty();
    }

    @Test
    void doesNothingBeforeItsStart() {
        loop(LAST);
        assertThat(ended.getCount()).isOne();
        assertThat(loop.awaitEnd(LONG)).isTrue();
    }

    @Test
    void everyKindOfExceptionIsSurvivedAndReported() {
        Throwable[] problems = {
            new IOException("input"),
            new IllegalStateException("state"),
            new StackOverflowError(),
            new OutOfMemoryError("memory")
        };
        run(failing(problems[0]), failing(problems[1]), failing(problems[2]), failing(problems[3]), LAST);
        assertThat(reported).containsExactly(problems);
    }

    @Test
    void problemIsReportedAgainOnlyAfterAnotherOne() {
        Exception first = new IOException("first");
        Exception other = new IllegalStateException("other");
        Exception again = new IOException("again");
        run(failing(first), failing(new IOException("same")), failing(other), failing(again), LAST);
        assertThat(reported).containsExactly(first, other, again);
    }

    @Test
    void problemIsReportedAgainAfterASuccess() {
        List<Boolean> hadProblem = new ArrayList<>();
        Exception first = new IOException("first");
        Exception second = new IOException("second");
        Attempt success = () -> {
            hadProblem.add(loop.succeeded());
            hadProblem.add(loop.succeeded());
            return true;
        };
        run(failing(first), success, failing(second), LAST);
        assertThat(reported).containsExactly(first, second);
        assertThat(hadProblem).containsExactly(true, false);
    }

    @Test
    void problemThatFollowsEachConnectionIsReportedAgainOnlyAfterAGoodTime() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE);
        Exception first = new IOException("first");
        Exception later = new IOException("later");
        loop = new RetryLoop(
                "log4jray-driver-test",
                new Script(
                        () -> connectedFor(now, Duration.ZERO, first),
                        () -> connectedFor(now, Backoff.LONGEST, new IOException("again")),
                        () -> connectedFor(now, Backoff.LONGEST.plusNanos(1), later),
                        LAST),
                LONG,
                now::get);
        loop.start();
        assertThat(loop.awaitEnd(LONG)).isTrue();
        assertThat(reported).containsExactly(first, later);
    }

    @Test
    void connectionThatIsLostAtOnceAndDoesNotComeBackIsReported() {
        Exception first = new IOException("first");
        Exception lost = new IOException("not again");
        AtomicLong now = new AtomicLong();
        run(
                failing(first),
                () -> connectedFor(now, Duration.ZERO, new IOException("ended")),
                failing(lost),
                failing(new IOException("still")),
                LAST);
        assertThat(reported).containsExactly(first, lost);
    }

    private boolean connectedFor(AtomicLong now, Duration time, Exception problem) throws IOException {
        loop.connected();
        now.addAndGet(time.toNanos());
        loop.connected();
        return failing(problem).run();
    }

    @Test
    void problemThatNobodyNeedsToKnowIsAskedForAgain() {
        worthAReport = false;
        run(failing(new IOException("first")), failing(new IOException("second")), LAST);
        assertThat(reported).hasSize(2);
    }

    @Test
    void stopEndsThePauseAfterARejection() {
        loop(failing(RejectedException.answered("no", ""))).start();
        await().until(() -> !reported.isEmpty());
        assertThat(loop.stop(LONG)).isTrue();
        assertThat(stopRequested.getCount()).isZero();
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void stopIsNotHeldUpByARejectionThatComesAfterIt() {
        done = false;
        Attempt rejection = () -> {
            awaitLatch(stopRequested);
            throw RejectedException.answered("no", "");
        };
        loop(rejection, LAST).start();
        assertThat(loop.stop(Patience.LONG)).isTrue();
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void startIsOverWithTheFirstProblem() {
        loop(failing(RejectedException.answered("no", ""))).start();
        loop.awaitFirstAttempt(LONG);
        assertThat(reported).hasSize(1);
    }

    @Test
    void startIsOverWithTheFirstConnection() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        loop(() -> {
                    loop.connected();
                    awaitLatch(release);
                    return false;
                })
                .start();
        loop.awaitFirstAttempt(LONG);
        assertThat(ended.getCount()).isOne();
        release.countDown();
        assertThat(ended.await(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stopGoesOnUntilTheWorkIsDone() {
        done = false;
        Attempt untilStop = () -> {
            awaitLatch(stopRequested);
            return true;
        };
        Attempt finish = () -> {
            done = true;
            return true;
        };
        loop(untilStop, failing(new IOException("once more")), finish).start();
        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> loop.stop(LONG));
        assertThat(stopped.join()).isTrue();
        assertThat(reported).hasSize(1);
    }

    @Test
    void stopEndsAtItsDeadlineWhereTheWorkIsNotDone() {
        done = false;
        loop(() -> {
                    awaitLatch(stopRequested);
                    return true;
                })
                .start();
        loop.requestStop(Duration.ZERO);
        assertThat(loop.awaitEnd(LONG)).isTrue();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Thousands may hear that a driver is busy, and must not ask it every few seconds. */
    @Test
    void pausesGrowBeyondTheUsualLimitWhileTheDriverIsBusy() {
        List<Duration> pauses = new ArrayList<>();
        RetryLoop.Work busy = new Script();
        loop = new RetryLoop("log4jray-driver-test", busy, LONG);
        for (int i = 0; i < 9; i++) {
            pauses.add(loop.pauseAfter(new BusyException()));
        }
        assertThat(pauses.get(0)).isLessThanOrEqualTo(Backoff.FIRST);
        assertThat(pauses.get(8)).isGreaterThan(Backoff.LONGEST);
        assertThat(loop.pauseAfter(new IOException("gone"))).isLessThanOrEqualTo(Backoff.LONGEST);
    }
}
