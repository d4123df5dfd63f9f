package io.github.log4jray.gcs;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.text.JsonReader;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Consumer;

/** A subscription to the log channel of one GCS, over one connection. For the channel's thread. */
final class Subscription {

    private static final String METADATA = "ray.rpc.InternalKVGcsService/InternalKVGet";
    private static final int ID_BYTES = 28;

    private final GcsConnection gcs;
    private final PubSubVersion version;
    private final byte[] id = new byte[ID_BYTES];
    private byte[] publisher = new byte[0];
    private long processed;

    /**
     * Subscribes: from now on the GCS stores published messages for this process, up to its own limits.
     *
     * @param gcs the connection
     * @throws IOException if that fails
     */
    Subscription(GcsConnection gcs) throws IOException {
        this.gcs = gcs;
        this.version = PubSubVersion.of(version(gcs));
        new SecureRandom().nextBytes(id);
        subscribe();
    }

    /**
     * @param gcs is asked
     * @return its version of Ray; empty if it does not tell
     * @throws IOException if it does not answer
     */
    static String version(GcsConnection gcs) throws IOException {
        byte[] request =
                new WireWriter().text(1, "CLUSTER_METADATA").text(2, "cluster").toBytes();
        WireReader answer = new WireReader(gcs.call(METADATA, request));
        if (!answer.find(2)) {
            return "";
        }
        byte[] json = answer.bytes();
        try {
            return String.valueOf(JsonReader.object(json, 0, json.length).get("ray_version"));
        } catch (JsonReader.MalformedJsonException e) {
            return "";
        }
    }

    /**
     * Subscribes or renews the subscription.
     *
     * @throws IOException if that fails
     */
    void subscribe() throws IOException {
        WireWriter command = new WireWriter().number(1, version.channel()).message(4, new WireWriter());
        gcs.call(
                version.service() + "/GcsSubscriberCommandBatch",
                new WireWriter().bytes(1, id).message(2, command).toBytes());
    }

    /** @return the messages published since the last answer; it comes when there are some */
    GcsConnection.Answer poll() {
        return gcs.begin(
                version.service() + "/GcsSubscriberPoll",
                new WireWriter()
                        .bytes(1, id)
                        .number(2, processed)
                        .bytes(3, publisher)
                        .toBytes());
    }

    /**
     * Reads the messages of an answer one by one: an answer of many megabytes is not in memory twice.
     *
     * @param answer of the GCS
     * @param sink receives its batches; null for a message that could not be read
     * @throws IOException if the answer is malformed, or the connection ends
     */
    void take(byte[] answer, Consumer<Batch> sink) throws IOException {
        byte[] answering = new byte[0];
        WireReader fields = new WireReader(answer);
        if (fields.find(2)) {
            answering = fields.bytes();
        }
        if (!Arrays.equals(answering, publisher)) {
            boolean isAnother = publisher.length > 0;
            publisher = answering;
            processed = 0;
            if (isAnother) {
                // The GCS has restarted and does not know this subscription.
                subscribe();
            }
        }
        WireReader messages = new WireReader(answer);
        long before = processed;
        boolean isEmpty = true;
        while (messages.next()) {
            if (messages.field() == 1) {
                take(messages.message(), sink);
                isEmpty = false;
            }
        }
        if (!isEmpty && processed == before) {
            // The next poll would give the same messages again, at once and for ever.
            throw new IOException("it publishes messages without a new number");
        }
    }

    private void take(WireReader message, Consumer<Batch> sink) {
        Batch batch;
        try {
            PublishedMessage published = PublishedMessage.of(message);
            processed = Math.max(processed, published.sequence());
            if (published.channel() != version.channel() || published.content() == null) {
                return;
            }
            batch = published.batch();
        } catch (IOException e) {
            batch = null;
        }
        sink.accept(batch);
    }
}
