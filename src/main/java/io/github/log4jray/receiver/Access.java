package io.github.log4jray.receiver;

import io.github.log4jray.transport.TlsServer;
import io.github.log4jray.transport.Transport;
import java.nio.channels.SocketChannel;

/**
 * Decides which peers a receiver welcomes. Immutable.
 *
 * @param token the secret that a worker proves to know
 * @param legacyHello whether a worker may send the token itself, as in version 1 of the protocol
 * @param maxWorkers how many workers may be connected at once; further ones are told to try again
 * @param tls how workers must connect; null for clear text
 */
public record Access(String token, boolean legacyHello, int maxWorkers, TlsServer tls) {

    /**
     * @param socket has been accepted, and does not block
     * @return the driver's side of the connection
     */
    Transport transport(SocketChannel socket) {
        return tls == null ? Transport.clear(socket) : tls.transport(socket);
    }

    /** Does not contain the token. */
    @Override
    public String toString() {
        return legacyHello ? "by proof, or by the token itself" : "by proof";
    }
}
