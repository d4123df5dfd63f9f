package io.github.log4jray.stream;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.protocol.StreamScripts;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The batches that a sender has appended to a stream of a Redis, over all its connections. For the sender's thread.
 *
 * <p>A batch is sent again when the connection ends before the answer. The script that appends it then recognises its
 * number. So this class may use only the answers of the Redis.
 */
final class AppendedBatches {

    private static final int SENDER_ID_BYTES = 16;

    /** A little shorter than the time after which the Redis forgets a sender: clocks differ. */
    private static final Duration LONGEST_SILENCE =
            Duration.ofSeconds(StreamScripts.SECONDS_TO_LIVE).minusMinutes(10);

    private final String key;
    private final String sender = ProcessIds.randomHex(SENDER_ID_BYTES);
    private long lastSeq;
    private long lines;
    private long shown;
    private final LongSupplier nanoTime;
    private byte[] data = {};
    private long lastAnswer;

    /**
     * @param key of the stream
     * @param nanoTime the clock
     */
    AppendedBatches(String key, LongSupplier nanoTime) {
        this.key = key;
        this.nanoTime = nanoTime;
    }

    /** @return the key of the stream */
    String key() {
        return key;
    }

    /** @return the id of the sender: 32 hexadecimal digits */
    String sender() {
        return sender;
    }

    /** @return the number of the last batch that is in the stream; 0 for none */
    long lastSeq() {
        return lastSeq;
    }

    /** @return how many lines were sent, with those that were lost before and reported */
    long lines() {
        return lines;
    }

    /** @return how many of the lines a driver has shown or counted, as far as is known */
    long shown() {
        return shown;
    }

    /**
     * A Redis that does not know this sender has lost data, perhaps since its last copy, or has forgotten a silent sender.
     *
     * @return identifies the data in which this sender was, if the Redis may have forgotten it; else empty
     */
    byte[] forgottenIn() {
        return nanoTime.getAsLong() - lastAnswer >= LONGEST_SILENCE.toNanos() ? data : new byte[0];
    }

    /** @param told identifies the data that the Redis has now */
    void knownIn(byte[] told) {
        data = told;
    }

    /** The Redis has answered a call of this sender. */
    void answered() {
        lastAnswer = nanoTime.getAsLong();
    }

    /** @param batches are in the stream now */
    void appended(List<BufferedBatch> batches) {
        for (BufferedBatch batch : batches) {
            lastSeq = batch.seq();
            lines += batch.lines();
        }
    }

    /** @param told how many lines were shown; negative where the Redis does not know */
    void shown(long told) {
        shown = Math.max(shown, told);
    }
}
