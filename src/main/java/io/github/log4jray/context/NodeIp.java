package io.github.log4jray.context;

import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.JvmState;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The address by which other hosts reach this one. The first of these that exists is used:
 *
 * <ol>
 *   <li>system property {@code ray.node-ip};
 *   <li>environment variable {@code RAY_NODE_IP};
 *   <li>the local address of a packet to another network, which Ray uses too; the process determines it once;
 *   <li>{@code 127.0.0.1}.
 * </ol>
 */
public final class NodeIp {

    private static final String LOOPBACK = "127.0.0.1";

    private NodeIp() {}

    /**
     * Finds the address. It resolves no name and sends no packet, but it may open a UDP socket.
     *
     * @param environment of this process
     * @return the address
     */
    public static String find(Environment environment) {
        String property = environment.property("ray.node-ip");
        String configured = property != null ? property : environment.text("RAY_NODE_IP");
        return configured != null ? configured : JvmState.once("node-ip", NodeIp::findOutward);
    }

    /** A connected UDP socket gets its local address from the routing table, before it sends anything. */
    private static String findOutward() {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {8, 8, 8, 8}), 53));
            InetAddress local = socket.getLocalAddress();
            return local.isAnyLocalAddress() ? LOOPBACK : local.getHostAddress();
        } catch (IOException | RuntimeException e) {
            // UncheckedIOException: this host has no route to another one
            return LOOPBACK;
        }
    }
}
