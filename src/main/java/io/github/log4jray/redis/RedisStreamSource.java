package io.github.log4jray.redis;

import io.github.log4jray.display.BatchSource;
import io.github.log4jray.display.Display;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.session.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Shows the batches that workers append to a stream of a Redis. Where the key of the stream is that of the job, a driver that
 * gets another job reads the stream of that one too: workers that have started before still use the older one.
 *
 * <p>A {@link StreamReading} reads each stream. Thread-safe: the driver's thread that discovers jobs adds streams.
 */
public final class RedisStreamSource implements BatchSource {

    private static final Duration FIRST_ATTEMPT = Duration.ofSeconds(1);

    private final String label;
    private final Address.Redis address;
    private final DriverJobs jobs;
    private final Display display;
    private final Protocol protocol;
    private final Duration longestSilence;
    private final Consumer<StreamReading> start;

    /** The streams of earlier jobs, and that of the latest one at the end. */
    private final List<StreamReading> readings = new ArrayList<>();

    private long malformedOfEnded;
    private boolean stopped;

    /**
     * @param label names the appender in messages
     * @param address of the Redis, with a stream
     * @param jobs of the driver; batches of other jobs are not shown
     * @param display shows the batches
     * @param protocol the times of the protocol
     */
    public RedisStreamSource(String label, Address.Redis address, DriverJobs jobs, Display display, Protocol protocol) {
        this(label, address, jobs, display, protocol, StreamReading.LONGEST_SILENCE, StreamReading::start);
    }

    /**
     * @param longestSilence after this time without a batch the stream of an earlier job is left
     * @param start starts the thread of a reading, or fails
     */
    RedisStreamSource(
            String label,
            Address.Redis address,
            DriverJobs jobs,
            Display display,
            Protocol protocol,
            Duration longestSilence,
            Consumer<StreamReading> start) {
        this.label = label;
        this.address = address;
        this.jobs = jobs;
        this.display = display;
        this.protocol = protocol;
        this.longestSilence = longestSilence;
        this.start = start;
    }

    /** Begins to read, and waits for a connection up to a second. */
    @Override
    public void start() {
        read(latestKey()).awaitFirstAttempt(FIRST_ATTEMPT);
    }

    private String latestKey() {
        return address.stream().keyOf(jobs.latest());
    }

    private synchronized StreamReading read(String key) {
        StreamReading reading = new StreamReading(label, address, key, jobs, display, protocol, this::leaves);
        readings.add(reading);
        try {
            start.accept(reading);
        } catch (RuntimeException | Error e) {
            readings.remove(reading);
            throw e;
        }
        return reading;
    }

    /** The stream of an earlier job may have workers no more. */
    private synchronized boolean leaves(StreamReading reading, Duration silence) {
        if (silence.compareTo(longestSilence) < 0 || reading.reads(latestKey())) {
            return false;
        }
        malformedOfEnded += reading.malformed();
        readings.remove(reading);
        return true;
    }

    @Override
    public synchronized void discovered(String job) {
        String key = address.stream().keyOf(job);
        if (!stopped && readings.stream().noneMatch(reading -> reading.reads(key))) {
            read(key);
        }
    }

    @Override
    public void stop(Duration timeout) {
        List<StreamReading> last;
        synchronized (this) {
            stopped = true;
            last = List.copyOf(readings);
        }
        last.forEach(reading -> reading.requestStop(timeout));
        last.forEach(StreamReading::awaitEnd);
    }

    @Override
    public synchronized long batchesRefused() {
        return malformedOfEnded
                + readings.stream().mapToLong(StreamReading::malformed).sum();
    }
}
