package io.github.log4jray.gcs;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Objects;

/**
 * The address of a cluster: its GCS listens there.
 *
 * @param host a name or an address, without brackets
 * @param port from 1 to 65535
 */
public record GcsAddress(String host, int port) {

    /** @return whether one of its addresses is on another host; false if its name is unknown. May look up the name */
    boolean isElsewhere() {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                boolean isHere = address.isAnyLocalAddress()
                        || address.isLoopbackAddress()
                        || NetworkInterface.getByInetAddress(address) != null;
                if (!isHere) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException | SocketException e) {
            return false;
        }
    }

    // Written by hand, as in each record that is compared: JDK 17 keeps the class whose generated method was linked
    // last.
    @Override
    public boolean equals(Object other) {
        return other instanceof GcsAddress address && host.equals(address.host) && port == address.port;
    }

    @Override
    public int hashCode() {
        return Objects.hash(host, port);
    }

    @Override
    public String toString() {
        return "gcs://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
