package io.github.log4jray.stream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a driver listens: {@code tcp://host:port}, or a bare {@code host:port}. An IPv6 address stands in brackets.
 *
 * @param host a name or an address
 * @param port from 1 to 65535
 */
public record Address(String host, int port) {

    private static final String SCHEME = "tcp://";

    /**
     * @param text as a user writes it
     * @return the address
     * @throws IllegalArgumentException where it is none; its message begins with a verb
     */
    public static Address parse(String text) {
        String full = text.contains("://") ? text.strip() : SCHEME + text.strip();
        try {
            URI uri = new URI(full);
            if (!"tcp".equalsIgnoreCase(uri.getScheme())) {
                throw new IllegalArgumentException("is no address of a kind that is supported: tcp://host:port");
            }
            boolean bare = (uri.getPath() == null || uri.getPath().isEmpty()) && uri.getQuery() == null;
            if (uri.getHost() == null || uri.getPort() < 1 || uri.getPort() > 65535 || !bare) {
                throw new IllegalArgumentException("is no address such as tcp://10.0.0.5:4560");
            }
            String host = uri.getHost();
            return new Address(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, uri.getPort());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no address such as tcp://10.0.0.5:4560", e);
        }
    }

    /** @return the address with its host looked up, which may take a while and may fail */
    public InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    /**
     * @param address any
     * @return whether it can be reached from this host only
     */
    public static boolean isLoopback(InetAddress address) {
        return address != null && address.isLoopbackAddress();
    }

    @Override
    public String toString() {
        return SCHEME + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
