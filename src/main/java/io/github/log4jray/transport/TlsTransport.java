package io.github.log4jray.transport;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import tlschannel.ClientTlsChannel;
import tlschannel.HeapBufferAllocator;
import tlschannel.NeedsReadException;
import tlschannel.NeedsWriteException;
import tlschannel.ServerTlsChannel;
import tlschannel.TlsChannel;
import tlschannel.TlsChannelBuilder;

/**
 * A connection in TLS, by the library {@code tls-channel}. It holds no engine and no buffer before the first byte of the
 * handshake, and no buffer while nothing is under way.
 */
final class TlsTransport implements Transport {

    private static final HeapBufferAllocator MEMORY = new HeapBufferAllocator();

    private final SocketChannel socket;
    private final SSLContext context;
    private final Supplier<SSLEngine> engines;
    private SSLEngine engine;
    private TlsChannel channel;
    private boolean secured;
    private boolean input;
    private boolean output;
    private boolean ended;

    /**
     * @param socket connected and not blocking
     * @param context of the engine
     * @param engines makes the engine of this connection, which knows its side
     */
    TlsTransport(SocketChannel socket, SSLContext context, Supplier<SSLEngine> engines) {
        this.socket = socket;
        this.context = context;
        this.engines = engines;
    }

    @Override
    public boolean handshake() throws IOException {
        if (!secured && !ended) {
            try {
                open().handshake();
                secured = true;
                input = true;
                output = false;
            } catch (NeedsReadException e) {
                output = false;
            } catch (NeedsWriteException e) {
                output = true;
            } catch (ClosedChannelException e) {
                throw new EOFException("it has ended the connection in the TLS handshake");
            } catch (SSLException e) {
                alert();
                throw e;
            }
        }
        return secured || ended;
    }

    private TlsChannel open() {
        if (channel == null) {
            SSLEngine fresh = engines.get();
            channel = fresh.getUseClientMode()
                    ? configured(ClientTlsChannel.newBuilder(socket, fresh)).build()
                    : configured(ServerTlsChannel.newBuilder(socket, context).withEngineFactory(same -> fresh))
                            .build();
            engine = fresh;
        }
        return channel;
    }

    private static <B extends TlsChannelBuilder<B>> B configured(B builder) {
        return builder.withPlainBufferAllocator(MEMORY)
                .withEncryptedBufferAllocator(MEMORY)
                .withReleaseBuffers(true)
                .withRunTasks(true);
    }

    /** Tells the other side why the handshake has failed, which the library does not. */
    private void alert() {
        try {
            ByteBuffer alert = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), alert);
            socket.write(alert.flip());
        } catch (IOException e) {
            // The connection ends without it.
        }
    }

    @Override
    public boolean hasInput() {
        return input;
    }

    @Override
    public boolean hasOutput() {
        return output;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        if (ended) {
            return discard(to);
        }
        int count = 0;
        input = true;
        try {
            while (to.hasRemaining()) {
                int more = channel.read(to);
                if (more < 0) {
                    input = count > 0;
                    return count > 0 ? count : -1;
                }
                count += more;
            }
        } catch (NeedsReadException e) {
            input = false;
            throwIfRenegotiating();
        } catch (NeedsWriteException e) {
            input = false;
            output = true;
        } catch (IOException e) {
            if (count == 0) {
                input = false;
                throw e;
            }
        }
        return count;
    }

    private int discard(ByteBuffer scratch) throws IOException {
        int start = scratch.position();
        int count = socket.read(scratch);
        scratch.position(start);
        return Math.min(count, 0);
    }

    /** In TLS 1.2 a peer can begin a handshake as often as it likes, each of which costs the other side more. */
    private void throwIfRenegotiating() throws SSLException {
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
            throw new SSLException("it begins another TLS handshake, which is not allowed");
        }
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int start = from.position();
        try {
            channel.write(from);
            output = false;
        } catch (NeedsWriteException e) {
            output = true;
        } catch (NeedsReadException e) {
            throwIfRenegotiating();
        }
        return from.position() - start;
    }

    @Override
    public void endOutput() throws IOException {
        try {
            if (secured) {
                channel.shutdown();
            }
        } catch (NeedsWriteException e) {
            // The peer gets what the socket has taken.
        } finally {
            ended = true;
            input = false;
            output = false;
            socket.shutdownOutput();
        }
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public void close() throws IOException {
        try {
            if (secured) {
                channel.close();
            }
        } finally {
            socket.close();
        }
    }
}
