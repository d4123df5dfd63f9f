package io.github.log4jray.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of this host for programs that must be told one. They are below those that Linux gives to connections (32768 to
 * 60999), as one of these may be in use again before the program listens there.
 */
public final class FreePorts {

    private static final int FIRST = 10_000;
    private static final int BEHIND_LAST = 32_768;

    private FreePorts() {}

    /** @return a port at which nobody listens */
    public static int one() throws IOException {
        return of(1).get(0);
    }

    /** @return different ports at which nobody listens */
    static List<Integer> of(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            while (sockets.size() < count) {
                int port = ThreadLocalRandom.current().nextInt(FIRST, BEHIND_LAST);
                try {
                    sockets.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
                } catch (BindException e) {
                    // it is in use: another one
                }
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
