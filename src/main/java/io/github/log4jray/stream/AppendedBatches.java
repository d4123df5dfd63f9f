package io.github.log4jray.stream;

import io.github.log4jray.context.ProcessIds;
import java.util.List;

/**
 * The batches that a sender has appended to a stream of a Redis, over all its connections. For the sender's thread.
 *
 * <p>A batch is sent again when the connection ends before the answer. The script that appends it then recognises its
 * number. So this class may use only the answers of the Redis.
 */
final class AppendedBatches {

    private static final int SENDER_ID_BYTES = 16;

    private final String key;
    private final String sender = ProcessIds.randomHex(SENDER_ID_BYTES);
    private long lastSeq;
    private long lines;
    private long shown;
    private byte[] data = {};
    private long lastCall;

    /** @param key of the stream */
    AppendedBatches(String key) {
        this.key = key;
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
     * @return identifies the data in which this sender was; empty for none
     */
    byte[] data() {
        return data;
    }

    /** @return when a Redis has answered this sender last, in seconds by its own clock; 0 for never */
    long lastCall() {
        return lastCall;
    }

    /** @param told identifies the data that the Redis has now */
    void knownIn(byte[] told) {
        data = told;
    }

    /** @param now the time by the clock of the Redis that has answered, in seconds */
    void answeredAt(long now) {
        lastCall = now;
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
