package io.github.log4jray.stream;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.protocol.RejectedException;

/**
 * How a worker presents itself to a driver. Immutable.
 *
 * @param token the worker and the driver prove to each other that they know it
 * @param senderId 32 hexadecimal digits
 * @param workerId of this process
 */
record Identity(String token, String senderId, String workerId) {

    /**
     * @param token of the driver; empty if none is known
     * @param senderId 32 hexadecimal digits
     * @param workerId of this process
     * @return the identity
     * @throws RejectedException if the token is shorter than the protocol allows
     */
    static Identity of(String token, String senderId, String workerId) throws RejectedException {
        if (token.length() < Protocol.MIN_TOKEN) {
            throw new RejectedException(
                    "this process has no token for it: neither RAY_DRIVER_LOG_TOKEN nor a session that it can read gives"
                            + " one of at least " + Protocol.MIN_TOKEN + " characters",
                    null);
        }
        return new Identity(token, senderId, workerId);
    }

    /** Does not contain the token. */
    @Override
    public String toString() {
        return senderId;
    }
}
