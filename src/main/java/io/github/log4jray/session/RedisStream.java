package io.github.log4jray.session;

import io.github.log4jray.settings.ValueSyntax;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The stream of a Redis in which workers' lines wait for a driver, as the end of an address names it: {@code stream},
 * {@code stream=<key>}, and {@code maxBytes=64MB} after an {@code &}. Immutable.
 *
 * @param key of the stream; null for that of the job, see {@link #keyOf}
 * @param maxBytes about how many bytes of unread batches the stream keeps; the oldest ones are dropped and counted
 */
public record RedisStream(String key, long maxBytes) {

    private static final long DEFAULT_MAX_BYTES = 64L << 20;
    private static final ValueSyntax<Long> SIZE = ValueSyntax.size(1024, 1L << 40);
    private static final String PREFIX = "log4jray:";
    private static final String FORM = "expected ?stream, ?stream=<key> or ?stream=<key>&maxBytes=64MB";

    /**
     * @param query what follows the question mark
     * @return the stream
     * @throws IllegalArgumentException if it is invalid; the message says what was expected
     */
    static RedisStream parse(String query) {
        boolean found = false;
        String key = null;
        long maxBytes = DEFAULT_MAX_BYTES;
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? null : decoded(name, parameter.substring(equals + 1));
            if (name.equals("stream") && !found) {
                found = true;
                key = value;
            } else if (name.equals("maxBytes") && value != null) {
                maxBytes = size(value);
            } else {
                throw new IllegalArgumentException(FORM + ", not \"" + parameter + "\"");
            }
        }
        if (!found || key != null && key.isEmpty()) {
            throw new IllegalArgumentException(FORM);
        }
        return new RedisStream(key, maxBytes);
    }

    private static long size(String value) {
        Long size = SIZE.parse(value.strip());
        if (size == null) {
            throw new IllegalArgumentException("invalid maxBytes \"" + value + "\", expected " + SIZE.expected());
        }
        return size;
    }

    private static String decoded(String name, String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("invalid " + name + " \"" + value + "\", expected %25 for a %", e);
        }
    }

    /**
     * @param job of a worker or a driver, 8 hexadecimal digits; null for none
     * @return the key of the stream; null where neither the address nor a job names it
     */
    public String keyOf(String job) {
        return key != null || job == null || job.isEmpty() ? key : PREFIX + job;
    }

    // Written by hand, as in each record that is compared: JDK 17 keeps the class whose generated method was linked
    // last.
    @Override
    public boolean equals(Object other) {
        return other instanceof RedisStream stream && Objects.equals(key, stream.key) && maxBytes == stream.maxBytes;
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, maxBytes);
    }

    /** @return as a user writes it, without the question mark */
    @Override
    public String toString() {
        return "stream"
                + (key == null
                        ? ""
                        : "=" + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20"))
                + (maxBytes == DEFAULT_MAX_BYTES ? "" : "&maxBytes=" + maxBytes);
    }
}
