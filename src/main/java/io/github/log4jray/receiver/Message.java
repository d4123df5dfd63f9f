package io.github.log4jray.receiver;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.protocol.Handshake;
import io.github.log4jray.protocol.Protocol;
import java.util.Map;

/** One line of a peer, as a connection returns it to the receiver. */
sealed interface Message {

    /**
     * The first line of a peer. Its members may have any type.
     *
     * @param version of the protocol
     * @param sender the id of the worker's stream; null where its batches have no numbers
     * @param nonce of the worker for this connection
     * @param token in a hello of version 1 only
     */
    record Hello(Object version, Object sender, Object nonce, Object token) implements Message {

        private static final Long VERSION = (long) Protocol.VERSION;
        private static final Long LEGACY_VERSION = (long) Protocol.LEGACY_VERSION;

        /**
         * A hello without a version is one of version 1.
         *
         * @param members of the line
         */
        static Hello of(Map<String, Object> members) {
            return new Hello(
                    members.getOrDefault("v", LEGACY_VERSION),
                    members.get("sender"),
                    members.get("nonce"),
                    members.get("token"));
        }

        /** @return whether the peer speaks the protocol of this driver */
        boolean hasKnownVersion() {
            return VERSION.equals(version);
        }

        /** @return whether the peer speaks version 1 of the protocol */
        boolean isLegacy() {
            return LEGACY_VERSION.equals(version);
        }

        /** @return whether the sender is 32 hexadecimal digits or missing */
        boolean hasValidSender() {
            return sender == null || Handshake.isId(sender);
        }

        /** @return whether the nonce is 32 hexadecimal digits */
        boolean hasValidNonce() {
            return Handshake.isId(nonce);
        }

        /** @return the sender, if it is valid; null where the worker's batches have no numbers */
        String senderId() {
            return (String) sender;
        }
    }

    /**
     * The second line of a peer.
     *
     * @param value must be the proof of the worker; may have any type
     */
    record Proof(Object value) implements Message {}

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
            if (members.get("seq") instanceof Long number && stream.allows(number)) {
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
     * The peer has sent something else in the place of a hello or a proof. The receiver ends the connection.
     *
     * @param reason for the report; holds nothing that the peer has sent
     */
    record NoHello(String reason) implements Message {}

    /** The peer begins a handshake of TLS with a driver in clear text. The receiver refuses it. */
    record TlsHello() implements Message {}
}
