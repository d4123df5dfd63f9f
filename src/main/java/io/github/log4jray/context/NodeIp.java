package io.github.log4jray.context;

import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.JvmState;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The address by which other hosts reach this one. The first of these that exists is used:
 *
 * <ol>
 *   <li>system property {@code ray.node-ip};
 *   <li>environment variable {@code RAY_NODE_IP};
 *   <li>the local address of a packet to another network, which Ray uses too, with IPv4, else with IPv6;
 *   <li>without such a route, the address of a network interface that is up: an IPv4 address before an IPv6 address, and
 *       a link-local address last;
 *   <li>{@code 127.0.0.1}.
 * </ol>
 *
 * <p>The process determines the address without property and variable once.
 */
public final class NodeIp {

    private static final String LOOPBACK = "127.0.0.1";

    /** Addresses of other networks: a DNS server of Google. No packet is sent to it. */
    private static final List<byte[]> OUTSIDE = List.of(
            new byte[] {8, 8, 8, 8},
            new byte[] {0x20, 0x01, 0x48, 0x60, 0x48, 0x60, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0x88, (byte) 0x88});

    private static final int ANY_PORT = 53;

    private NodeIp() {}

    /**
     * Finds the address. It resolves no name and sends no packet, but it may open a UDP socket.
     *
     * @param environment of this process
     * @return the address; an IPv6 address has no brackets, and a link-local one names its interface
     */
    public static String find(Environment environment) {
        String property = environment.property("ray.node-ip");
        String configured = property != null ? property : environment.text("RAY_NODE_IP");
        return configured != null ? configured : JvmState.once("node-ip", NodeIp::findOwn);
    }

    private static String findOwn() {
        for (byte[] outside : OUTSIDE) {
            InetAddress local = localAddressTowards(outside);
            if (local != null) {
                return text(local);
            }
        }
        InetAddress ofInterface = best(addressesOfInterfaces());
        return ofInterface == null ? LOOPBACK : text(ofInterface);
    }

    /** A connected UDP socket gets its local address from the routing table, before it sends anything. */
    private static InetAddress localAddressTowards(byte[] outside) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(outside), ANY_PORT));
            InetAddress local = socket.getLocalAddress();
            return reachesOthers(local) ? local : null;
        } catch (IOException | RuntimeException e) {
            // UncheckedIOException: this host has no route to another network
            return null;
        }
    }

    private static List<InetAddress> addressesOfInterfaces() {
        List<InetAddress> addresses = new ArrayList<>();
        try {
            List<NetworkInterface> interfaces = Collections.list(NetworkInterface.getNetworkInterfaces());
            interfaces.sort(Comparator.comparingInt(NetworkInterface::getIndex));
            for (NetworkInterface each : interfaces) {
                if (each.isUp() && !each.isLoopback()) {
                    addresses.addAll(Collections.list(each.getInetAddresses()));
                }
            }
        } catch (SocketException e) {
            return addresses;
        }
        return addresses;
    }

    /**
     * @param addresses of network interfaces, of the oldest interface first
     * @return the one by which most other hosts reach this one; null for none
     */
    static InetAddress best(List<InetAddress> addresses) {
        Stream<InetAddress> possible = addresses.stream().filter(NodeIp::reachesOthers);
        return possible.min(Comparator.comparing(InetAddress::isLinkLocalAddress)
                        .thenComparing(address -> !(address instanceof Inet4Address)))
                .orElse(null);
    }

    private static boolean reachesOthers(InetAddress address) {
        return !address.isAnyLocalAddress() && !address.isLoopbackAddress();
    }

    /** Java adds the interface to every IPv6 address that it has from one, but only a link-local address needs it. */
    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 || address.isLinkLocalAddress() ? text : text.substring(0, zone);
    }
}
