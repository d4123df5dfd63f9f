package io.github.log4jray.context;

import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.JvmState;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The address by which other hosts know this one: system property {@code ray.node-ip}, else {@code RAY_NODE_IP}, else
 * the address from which a packet to another network would leave, as Ray finds it, else loopback.
 */
public final class NodeIp {

    private NodeIp() {}

    /** @return the address, without a name look-up and without a packet sent */
    public static String get() {
        String given = Environment.process().property("ray.node-ip");
        if (given == null) {
            given = Environment.process().variable("RAY_NODE_IP");
        }
        return given != null ? given : JvmState.once("node-ip", NodeIp::outward);
    }

    /** A connected UDP socket has a local address by the routing table; nothing is sent until something is written. */
    private static String outward() {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {8, 8, 8, 8}), 53));
            InetAddress local = socket.getLocalAddress();
            if (!local.isAnyLocalAddress()) {
                return local.getHostAddress();
            }
        } catch (Exception e) {
            // no route to anywhere: this host is alone
        }
        return "127.0.0.1";
    }
}
