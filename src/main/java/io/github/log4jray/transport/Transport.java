package io.github.log4jray.transport;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;

/**
 * A connection that does not block, in clear text or in TLS: a read or a write that would have to wait returns 0. One thread
 * at a time uses it. The thread waits with the selector of the socket, except while {@link #hasInput}.
 */
public interface Transport extends ByteChannel {

    /**
     * @param socket connected and not blocking
     * @return a transport that passes bytes on as they are
     */
    static Transport clear(SocketChannel socket) {
        return new ClearTransport(socket);
    }

    /**
     * Goes on with the handshake, before the first read or write.
     *
     * @return whether it is complete; if not, the caller waits until the socket takes output if {@link #hasOutput}, else
     *     until it has input
     * @throws javax.net.ssl.SSLException if the handshake fails; the other side has been told why, as far as possible
     * @throws IOException if the connection fails or ends
     */
    boolean handshake() throws IOException;

    /** @return whether a read may return bytes that have arrived before, which no selector announces */
    boolean hasInput();

    /** @return whether bytes wait in this object until the socket takes them: a write, also of nothing, goes on with them */
    boolean hasOutput();

    /**
     * Ends the output. Later input is read and discarded.
     *
     * @throws IOException if the connection fails
     */
    void endOutput() throws IOException;
}
