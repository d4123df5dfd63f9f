package io.github.log4jray.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Very many connections with one port, whose other end may do what it likes with them. */
public final class Crowd implements AutoCloseable {

    private final InetSocketAddress address;
    private final List<SocketChannel> channels = new ArrayList<>();

    /** @param port on this host */
    public Crowd(int port) {
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Connects so many times more; each says that, or as much of it as is taken at once. */
    public void join(int count, String says) throws IOException {
        byte[] bytes = says.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(address);
            channels.add(channel);
            // No port stays taken after the end.
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.configureBlocking(false);
            say(channel, bytes);
        }
    }

    /** All of them that are still connected say that. */
    public void say(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        channels.forEach(channel -> say(channel, bytes));
    }

    private static void say(SocketChannel channel, byte[] bytes) {
        try {
            channel.write(ByteBuffer.wrap(bytes));
        } catch (IOException e) {
            // it was ended
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        channels.clear();
    }
}
