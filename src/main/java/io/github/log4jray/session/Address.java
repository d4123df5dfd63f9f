package io.github.log4jray.session;

import io.github.log4jray.settings.OptionalLibrary;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address to which a worker sends lines. An IPv6 address is written in brackets. Immutable.
 *
 * <ul>
 *   <li>a driver: {@code tcp://host:port}, or only {@code host:port};
 *   <li>a driver in TLS: {@code tls://host:port}, or {@code tls://host:port?sha256=<64 hex>} with the fingerprint of its
 *       certificate;
 *   <li>a Redis, which delivers the lines to drivers: {@code redis://[user:password@]host[:port][/database]}, or
 *       {@code rediss://} for TLS;
 *   <li>a Redis that keeps the lines in a stream until a driver has shown them: the same with {@code ?stream}, see
 *       {@link RedisStream}.
 * </ul>
 */
public sealed interface Address {

    /** @return a host name or an IP address, without brackets */
    String host();

    /** @return from 1 to 65535 */
    int port();

    /** @return whether the connection uses TLS */
    boolean tls();

    /** @return the address as a user writes it, with {@code ****} for the password */
    @Override
    String toString();

    /**
     * @param text the address as a user writes it
     * @return the address
     * @throws IllegalArgumentException if it is invalid; the message says what was expected
     */
    static Address parse(String text) {
        String stripped = text.strip();
        int end = stripped.indexOf("://");
        String scheme = end < 0 ? "tcp" : stripped.substring(0, end);
        String rest = end < 0 ? stripped : stripped.substring(end + 3);
        return switch (scheme) {
            case "tcp" -> Tcp.parse(rest);
            case "tls" -> Tcp.parseTls(rest);
            case "redis", "rediss" -> Redis.parse(rest, scheme.equals("rediss"));
            default ->
                throw new IllegalArgumentException(
                        "expected tcp://host:port, tls://host:port, host:port, redis://host:port or rediss://host:port");
        };
    }

    /**
     * @param host a host name or an IP address; an IPv6 address may have brackets
     * @return the host without brackets
     */
    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static String withBrackets(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static int port(String digits) {
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("expected a port from 1 to 65535");
        }
        return port;
    }

    /**
     * A driver that accepts connections.
     *
     * @param host a name or an address, without brackets
     * @param port from 1 to 65535
     * @param tls whether the driver speaks TLS; then nobody talks with it in clear text
     * @param sha256 the fingerprint of its certificate, 64 hexadecimal digits in lower case; null if who has issued the
     *     certificate decides
     */
    record Tcp(String host, int port, boolean tls, String sha256) implements Address {

        /** The zone of a link-local address is the name of a network interface, for example {@code br-1} or {@code eth0.5}. */
        private static final String HOST = "(\\[[0-9a-fA-F:.]+(?:%[^\\s\\[\\]/:@?#%]+)?]|[^\\s\\[\\]/:@?#]+)";

        private static final Pattern FORM = Pattern.compile(HOST + ":(\\d{1,5})/?");
        private static final Pattern FINGERPRINT = Pattern.compile("\\?sha256=([0-9a-fA-F]{64})");
        private static final Pattern ONLY_HOST = Pattern.compile(HOST + ":?/?");

        private static Tcp parse(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new IllegalArgumentException(
                        ONLY_HOST.matcher(text).matches()
                                ? "expected a host and a port, such as " + text.replaceAll("[:/]*$", "") + ":4560"
                                : "expected an address such as tcp://10.0.0.5:4560");
            }
            return new Tcp(withoutBrackets(form.group(1)), Address.port(form.group(2)));
        }

        private static Tcp parseTls(String text) {
            int query = text.indexOf('?');
            String sha256 = null;
            if (query >= 0) {
                Matcher form = FINGERPRINT.matcher(text.substring(query));
                if (!form.matches()) {
                    throw new IllegalArgumentException(
                            "expected an address such as tls://10.0.0.5:4560?sha256= and 64 hexadecimal digits");
                }
                sha256 = form.group(1).toLowerCase(Locale.ROOT);
            }
            return parse(query < 0 ? text : text.substring(0, query)).withTls(sha256);
        }

        /**
         * A driver in clear text.
         *
         * @param host a name or an address, without brackets
         * @param port from 1 to 65535
         */
        public Tcp(String host, int port) {
            this(host, port, false, null);
        }

        /**
         * @param fingerprint of the driver's certificate; null if who has issued the certificate decides
         * @return the same place, in TLS
         */
        public Tcp withTls(String fingerprint) {
            return new Tcp(host, port, true, fingerprint);
        }

        // Written by hand, as in each record that is compared: JDK 17 keeps the class whose generated method was linked
        // last.
        @Override
        public boolean equals(Object other) {
            return other instanceof Tcp tcp
                    && host.equals(tcp.host)
                    && port == tcp.port
                    && tls == tcp.tls
                    && Objects.equals(sha256, tcp.sha256);
        }

        @Override
        public int hashCode() {
            return Objects.hash(host, port, tls, sha256);
        }

        /** @return the socket address; resolving the host name may take long, and the result is unresolved if that fails */
        public InetSocketAddress resolve() {
            return new InetSocketAddress(host, port);
        }

        @Override
        public String toString() {
            return (tls ? "tls://" : "tcp://") + withBrackets(host) + ":" + port
                    + (sha256 == null ? "" : "?sha256=" + sha256);
        }
    }

    /**
     * A Redis.
     *
     * @param tls whether the connection uses TLS
     * @param user null for the default user of Redis
     * @param password null for none
     * @param host a name or an address, without brackets
     * @param port from 1 to 65535
     * @param database 0 or greater
     * @param stream keeps the lines; null where they are published on a channel
     */
    record Redis(boolean tls, String user, String password, String host, int port, int database, RedisStream stream)
            implements Address {

        private static final int DEFAULT_PORT = 6379;
        private static final Pattern FORM =
                Pattern.compile("(?:([^:@/\\s]*)(?::([^\\s]*))?@)?" + Tcp.HOST + "(?::(\\d{1,5}))?(?:/(\\d{1,9})?)?");

        private static Redis parse(String text, boolean tls) {
            if (!OptionalLibrary.JEDIS.isPresent()) {
                throw new IllegalArgumentException(
                        "needs " + OptionalLibrary.JEDIS.artifact() + ", which is not on the class path");
            }
            int query = text.indexOf('?', text.lastIndexOf('@') + 1);
            Matcher form = FORM.matcher(query < 0 ? text : text.substring(0, query));
            if (!form.matches()) {
                throw new IllegalArgumentException("expected an address such as redis://user:password@10.0.0.5:6379/0");
            }
            return new Redis(
                    tls,
                    decoded(form.group(1)),
                    decoded(form.group(2)),
                    withoutBrackets(form.group(3)),
                    form.group(4) == null ? DEFAULT_PORT : Address.port(form.group(4)),
                    form.group(5) == null ? 0 : Integer.parseInt(form.group(5)),
                    query < 0 ? null : RedisStream.parse(text.substring(query + 1)));
        }

        /**
         * A Redis that publishes lines on a channel.
         *
         * @param tls whether the connection uses TLS
         * @param user null for the default user of Redis
         * @param password null for none
         * @param host a name or an address, without brackets
         * @param port from 1 to 65535
         * @param database 0 or greater
         */
        public Redis(boolean tls, String user, String password, String host, int port, int database) {
            this(tls, user, password, host, port, database, null);
        }

        /** Special characters in user and password are percent-encoded, as everywhere in a URI. */
        private static String decoded(String text) {
            if (text == null || text.isEmpty()) {
                return null;
            }
            try {
                return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("expected %25 for a % in the user or the password");
            }
        }

        // Written by hand, as in each record that is compared: JDK 17 keeps the class whose generated method was linked
        // last.
        @Override
        public boolean equals(Object other) {
            return other instanceof Redis redis
                    && tls == redis.tls
                    && Objects.equals(user, redis.user)
                    && Objects.equals(password, redis.password)
                    && host.equals(redis.host)
                    && port == redis.port
                    && database == redis.database
                    && Objects.equals(stream, redis.stream);
        }

        @Override
        public int hashCode() {
            return Objects.hash(tls, user, password, host, port, database, stream);
        }

        /** @return the address as a user writes it, with the password */
        public String withPassword() {
            return text(encoded(user), encoded(password));
        }

        private static String encoded(String text) {
            return text == null
                    ? null
                    : URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }

        @Override
        public String toString() {
            return text(user, password == null ? null : "****");
        }

        private String text(String shownUser, String shownPassword) {
            String credentials =
                    (shownUser == null ? "" : shownUser) + (shownPassword == null ? "" : ":" + shownPassword);
            return (tls ? "rediss://" : "redis://")
                    + (credentials.isEmpty() ? "" : credentials + "@")
                    + withBrackets(host)
                    + ":"
                    + port
                    + (database == 0 ? "" : "/" + database)
                    + (stream == null ? "" : "?" + stream);
        }
    }
}
