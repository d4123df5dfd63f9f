package io.github.log4jray.gcs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of the log channel, which depend on the version of Ray. {@link PublishedMessage} copes with the fields that
 * depend on it.
 *
 * @param service of gRPC
 * @param channel the number of the log channel
 */
record PubSubVersion(String service, int channel) {

    private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\b.*");

    private static final String OLDER_SERVICE = "ray.rpc.InternalPubSubGcsService";
    private static final String SERVICE = "ray.rpc.ObservabilityPubSubService";
    private static final int OLDER_CHANNEL = 8;
    private static final int CHANNEL = 7;

    /**
     * @param version of Ray (2.9 to 2.60 are known)
     * @return its names; for a newer or an invalid version those of the newest known one
     */
    static PubSubVersion of(String version) {
        Matcher matcher = VERSION.matcher(version);
        int minor = matcher.matches() && matcher.group(1).equals("2")
                ? Integer.parseInt(matcher.group(2))
                : Integer.MAX_VALUE;
        return new PubSubVersion(minor < 56 ? OLDER_SERVICE : SERVICE, minor < 57 ? OLDER_CHANNEL : CHANNEL);
    }
}
