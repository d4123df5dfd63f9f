package io.github.log4jray.retention;

import io.github.log4jray.session.Session;
import io.github.log4jray.settings.BackgroundThread;
import io.github.log4jray.settings.Plural;
import io.github.log4jray.settings.RepeatedFault;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Passes over a session at the start and about once a minute, if no other process has done so. The process that has passed last is
 * the first to try again, so that mostly one process passes, and the others only look at the time of a file. Where a session
 * grows fast, it passes earlier: {@link PassPace}. Thread-safe.
 */
final class RetentionThread {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final Duration FIRST_AT_MOST = Duration.ofSeconds(1);
    private static final Duration NEXT_OF_OTHERS = Duration.ofSeconds(60);
    private static final int SPREAD_PART = 4;
    private static final Duration AFTER_A_START = Duration.ofSeconds(2);
    private static final Duration AFTER_FULL_DISK = Duration.ofSeconds(5);

    private final Session session;
    private final InstantSource clock;
    private final Runnable beforePass;
    private final PassLock lock;
    private final RetentionPass pass;
    private final RepeatedFault unmet = new RepeatedFault();
    private final RepeatedFault contradiction = new RepeatedFault();
    private final RepeatedFault failing = new RepeatedFault();
    private final PassPace pace = new PassPace();
    private Duration next = PassPace.LONGEST;

    /** When the last pass of this process began, also one that failed, or that the session could not be told. */
    private Instant own = Instant.MIN;

    /** When this process has registered its bounds last. Truncated, as times of files may be. */
    private volatile Instant since;

    private volatile boolean boundsChanged;
    private volatile Thread thread;
    private volatile boolean stopped;
    private volatile boolean diskFull;
    private volatile long filesRemoved;
    private volatile long bytesRemoved;
    private volatile long bytesNow;

    /**
     * @param session the session
     * @param processes of this host
     * @param clock gives the time
     * @param beforePass runs before each pass
     */
    RetentionThread(Session session, Processes processes, InstantSource clock, Runnable beforePass) {
        this.session = session;
        this.clock = clock;
        this.beforePass = beforePass;
        this.lock = new PassLock(session.bookkeepingDirectory());
        this.pass = new RetentionPass(session, processes, clock);
        this.since = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** This process has new bounds, which earlier passes did not know. */
    void boundsChanged() {
        since = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        boundsChanged = true;
        LockSupport.unpark(thread);
    }

    /** Starts the thread, once. */
    synchronized void start() {
        if (thread == null && !stopped) {
            Thread begun = BackgroundThread.of(this::run, "log4jray-retention");
            try {
                begun.start();
                thread = begun;
            } catch (OutOfMemoryError e) {
                LOGGER.warn("log4j-ray: {} is not bounded by this process: {}", session.logs(), e.toString());
            }
        }
    }

    /** Ends the thread. A pass that runs is finished. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** A write has failed: a pass begins at once, at most every five seconds. Allocates nothing. */
    void passAtOnce() {
        diskFull = true;
        LockSupport.unpark(thread);
    }

    /** @return the files that this process has removed */
    long filesRemoved() {
        return filesRemoved;
    }

    /** @return the bytes of these files */
    long bytesRemoved() {
        return bytesRemoved;
    }

    /** @return the bytes of all files of the session at the last pass of this process */
    long bytesNow() {
        return bytesNow;
    }

    private void run() {
        long random = ThreadLocalRandom.current().nextLong(FIRST_AT_MOST.toNanos());
        sleep(Duration.ofNanos(random), () -> diskFull);
        while (!stopped) {
            boolean atOnce = diskFull;
            Duration pause = look();
            if (atOnce) {
                sleep(AFTER_FULL_DISK, () -> false);
            }
            long spread = ThreadLocalRandom.current().nextLong(pause.toNanos() / SPREAD_PART);
            sleep(pause.plusNanos(spread), this::mustLook);
        }
    }

    /**
     * Passes if that is due.
     *
     * @return the time until the next look, unless {@link #mustLook} becomes true before
     */
    Duration look() {
        boolean atOnce = diskFull;
        diskFull = false;
        boundsChanged = false;
        boolean passed = (atOnce || isDue()) && passOrReport();
        return passed ? next : hasPassedSince(lastPass()) ? NEXT_OF_OTHERS : AFTER_A_START;
    }

    /** @return whether something has happened since the last look that does not wait for the next one */
    boolean mustLook() {
        return diskFull || boundsChanged;
    }

    /**
     * A pass that began before this process has registered its bounds does not spare it one of its own. Where many processes start
     * at once, one pass each two seconds is enough for all that have registered before.
     *
     * @return whether this process passes now
     */
    boolean isDue() {
        Instant last = lastPass();
        Instant now = clock.instant();
        return last.isAfter(now.plus(NEXT_OF_OTHERS))
                || last.equals(Instant.MIN)
                || !last.plus(hasPassedSince(last) ? next : AFTER_A_START).isAfter(now);
    }

    private Instant lastPass() {
        Instant last = lock.lastPass();
        return own.isAfter(last) ? own : last;
    }

    private boolean hasPassedSince(Instant last) {
        return !last.isBefore(since);
    }

    /** Returns earlier at the stop, and in the other case that is given. An interrupt must not make this a busy loop. */
    private void sleep(Duration time, BooleanSupplier earlier) {
        long end = System.nanoTime() + time.toNanos();
        long left = time.toNanos();
        while (left > 0 && !stopped && !earlier.getAsBoolean()) {
            LockSupport.parkNanos(left);
            Thread.interrupted();
            left = end - System.nanoTime();
        }
    }

    private boolean passOrReport() {
        try {
            return pass();
        } catch (NoSuchFileException e) {
            LOGGER.debug("log4j-ray: nothing to remove: {}", e.toString());
        } catch (IOException | RuntimeException | Error e) {
            // an Error too: memory, stack and file descriptors may be there again at the next pass
            if (failing.begins()) {
                LOGGER.warn(
                        "log4j-ray: {} can't be looked at to bound its size: {}; nothing is removed there until it can be",
                        session.logs(),
                        e.toString());
            }
        }
        return false;
    }

    /**
     * @return whether this process has passed, and not another one
     * @throws IOException if the session can't be looked at
     */
    boolean pass() throws IOException {
        beforePass.run();
        long start = System.nanoTime();
        Instant now = clock.instant();
        boolean passed = lock.run(now, () -> {
            own = now;
            report(pass.run(), start);
        });
        if (passed) {
            failing.ended();
        } else {
            next = PassPace.LONGEST;
        }
        return passed;
    }

    private void report(RetentionPass.Result result, long start) {
        next = pace.next(result, start);
        filesRemoved += result.files();
        bytesRemoved += result.removedBytes();
        bytesNow = result.bytes();
        if (result.files() > 0) {
            LOGGER.info(
                    "log4j-ray: removed {} of {} bytes from {}{}; {} bytes are left",
                    Plural.of(result.files(), "log file"),
                    result.removedBytes(),
                    session.logs(),
                    result.sessions() == 0 ? "" : " and " + Plural.of(result.sessions(), "old session"),
                    result.bytes());
        }
        if (result.contradiction() != null && contradiction.begins()) {
            LOGGER.warn(
                    "log4j-ray: the processes of {} have different bounds ({}); the strictest of each apply: {}",
                    session.directory(),
                    result.contradiction(),
                    result.settings());
        }
        if (result.unmet() == null) {
            unmet.ended();
        } else if (unmet.begins()) {
            LOGGER.warn(
                    "log4j-ray: {} can't be kept within retentionBytes {}: {} bytes are {}",
                    session.logs(),
                    result.settings().bytes(),
                    result.bytes(),
                    result.unmet());
        }
    }
}
