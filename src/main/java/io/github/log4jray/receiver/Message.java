package io.github.log4jray.receiver;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.Protocol;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.regex.Pattern;

/** One line of a peer, as a connection returns it to the receiver. */
sealed interface Message {

    /**
     * The first line of a peer. Its members may have any type.
     *
     * @param version of the protocol
     * @param token must be the token of the driver
     * @param id of the worker's stream; null where its batches have no numbers
     */
    record Hello(Object version, Object token, Object id) implements Message {

        private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

        /** @param members of the line */
        static Hello of(Map<String, Object> members) {
            return new Hello(
                    members.getOrDefault("v", (long) Protocol.VERSION), members.get("token"), members.get("sender"));
        }

        /** @return whether the peer speaks the protocol of this driver */
        boolean hasKnownVersion() {
            return Long.valueOf(Protocol.VERSION).equals(version);
        }

        /** Compares in a time that tells nothing about the token. */
        boolean hasToken(String expected) {
            return token instanceof String text
                    && MessageDigest.isEqual(
                            text.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
        }

        /** @return whether the id is 32 hexadecimal digits or missing */
        boolean hasValidId() {
            return id == null || id instanceof String text && ID.matcher(text).matches();
        }
    }

    /**
     * A line of a worker.
     *
     * @param batch null where the line is invalid
     * @param seq its number: the one that it names, else the next one; 0 where the worker's batches have no numbers
     */
    record NumberedBatch(Batch batch, long seq) implements Message {

        /**
         * @param members of the line
         * @param stream of the worker
         */
        static NumberedBatch of(Map<String, Object> members, WorkerStream stream) {
            long seq = stream.next();
            if (stream.isNumbered() && members.get("seq") instanceof Long number && number > 0) {
                seq = number;
            }
            return new NumberedBatch(Batch.of(members), seq);
        }

        /** @param stream of the worker that has sent an invalid line */
        static NumberedBatch invalid(WorkerStream stream) {
            return new NumberedBatch(null, stream.next());
        }
    }

    /**
     * The peer has sent something else in the place of a hello. The receiver ends the connection.
     *
     * @param reason for the report; holds nothing that the peer has sent
     */
    record NoHello(String reason) implements Message {}
}
