package io.github.log4jray.gcs;

import io.github.log4jray.protocol.Batch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A message that the GCS has published. The field numbers of its content and of its sequence number changed four times
 * between Ray 2.9 and 2.60. So the content is the only message beside the key, and the sequence number the only number
 * beside the channel.
 *
 * @param sequence its sequence number, for the acknowledgement
 * @param channel the number of the channel
 * @param content the published message; null for none
 */
record PublishedMessage(long sequence, long channel, WireReader content) {

    private static final int CHANNEL = 1;
    private static final int KEY = 2;

    /**
     * @param message of type {@code PubMessage}
     * @return its parts
     * @throws IOException if it is malformed
     */
    static PublishedMessage of(WireReader message) throws IOException {
        long sequence = 0;
        long channel = 0;
        WireReader content = null;
        while (message.next()) {
            if (message.field() == CHANNEL) {
                channel = message.number();
            } else if (message.isNumber()) {
                sequence = message.number();
            } else if (message.isBytes() && message.field() != KEY) {
                content = message.message();
            }
        }
        return new PublishedMessage(sequence, channel, content);
    }

    /**
     * Reads the content as a message of type {@code LogBatch}; once only.
     *
     * @return the batch; null if there is no content
     * @throws IOException if the content is malformed
     */
    Batch batch() throws IOException {
        if (content == null) {
            return null;
        }
        String ip = null;
        String pid = "";
        String job = "";
        boolean isErr = false;
        List<String> lines = new ArrayList<>();
        String actor = null;
        String task = null;
        while (content.next()) {
            switch (content.field()) {
                case 1 -> ip = content.text();
                case 2 -> pid = content.text();
                case 3 -> job = content.text();
                case 4 -> isErr = content.number() != 0;
                case 5 -> lines.add(content.text());
                case 6 -> actor = content.text();
                case 7 -> task = content.text();
                default -> {
                    // of a newer Ray
                }
            }
        }
        return new Batch(ip, pid, job, isErr, lines, actor, task, 0, null);
    }
}
