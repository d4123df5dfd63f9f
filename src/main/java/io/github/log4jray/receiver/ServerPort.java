package io.github.log4jray.receiver;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The port at which a receiver accepts connections, and the selector of its thread. */
final class ServerPort implements Closeable {

    private static final int BACKLOG = 1024;

    private final ServerSocketChannel server;
    private final Selector selector;

    private ServerPort(ServerSocketChannel server, Selector selector) {
        this.server = server;
        this.selector = selector;
    }

    /**
     * @param address to listen at
     * @return the bound port
     * @throws IOException where the address can't be bound
     */
    static ServerPort bind(InetSocketAddress address) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.bind(address, BACKLOG);
            server.configureBlocking(false);
            Selector selector = Selector.open();
            server.register(selector, SelectionKey.OP_ACCEPT);
            return new ServerPort(server, selector);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    int number() {
        return server.socket().getLocalPort();
    }

    Selector selector() {
        return selector;
    }

    boolean isChannel(SelectableChannel channel) {
        return channel == server;
    }

    /** @return the next connection; null for none */
    SocketChannel accept() throws IOException {
        return server.accept();
    }

    /** @param accepts whether connections are accepted from now on; until then they wait in the backlog */
    void accepting(boolean accepts) {
        SelectionKey key = server.keyFor(selector);
        if (key != null && key.isValid()) {
            key.interestOps(accepts ? SelectionKey.OP_ACCEPT : 0);
        }
    }

    /** Accepts no more connections; the selector stays open. */
    void stopAccepting() throws IOException {
        server.close();
    }

    /** @param channel of this port or of a connection; is closed as far as possible */
    void close(SelectableChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is over anyhow.
        }
    }

    /** Frees the port where nothing was accepted. */
    void abandon() {
        try {
            close();
        } catch (IOException e) {
            // Nothing uses it.
        }
    }

    @Override
    public void close() throws IOException {
        try {
            selector.close();
        } finally {
            server.close();
        }
    }
}
