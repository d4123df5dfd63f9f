package io.github.log4jray.session;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a driver listens: {@code tcp://host:port}, or a bare {@code host:port}. An IPv6 address stands in brackets.
 *
 * @param host a name or an address, without brackets
 * @param port from 1 to 65535
 */
public record Address(String host, int port) {

    private static final Pattern FORM =
            Pattern.compile("(?:(\\w+)://)?(\\[[0-9a-fA-F:.]+(?:%\\w+)?]|[^\\s\\[\\]/:@?#]+):(\\d{1,5})/?");

    /**
     * @param text as a user writes it
     * @return the address
     * @throws IllegalArgumentException where it is none; its message begins with a verb
     */
    public static Address parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            boolean other = text.contains("://") && !text.strip().startsWith("tcp://");
            throw new IllegalArgumentException(
                    other ? "is of a kind that is not supported" : "is no address such as tcp://10.0.0.5:4560");
        }
        if (form.group(1) != null && !form.group(1).equals("tcp")) {
            throw new IllegalArgumentException("is of a kind that is not supported");
        }
        int port = Integer.parseInt(form.group(3));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("has no port from 1 to 65535");
        }
        return new Address(withoutBrackets(form.group(2)), port);
    }

    /**
     * @param host may be an IPv6 address in brackets
     * @return the same without them
     */
    public static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** @return the address with its host looked up, which may take a while and may fail */
    public InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return "tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
