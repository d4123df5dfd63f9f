package io.github.log4jray.driver;

import io.github.log4jray.gcs.GcsAddress;
import io.github.log4jray.session.Address;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.OptionalLibrary;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the lines of workers come from: attribute {@code source}.
 *
 * @param receives whether the driver has a receiver, {@code tcp}
 * @param redis the Redis servers from which the driver reads batches
 * @param gcs the Ray clusters from which the driver reads lines
 * @param followsRay whether the driver also reads lines from the cluster that this process joins
 */
record SourceSettings(boolean receives, List<Address.Redis> redis, List<GcsAddress> gcs, boolean followsRay) {

    private static final String GCS = "gcs://";
    private static final SourceSettings NONE = new SourceSettings(false, List.of(), List.of(), false);
    private static final SourceSettings DEFAULT = new SourceSettings(true, List.of(), List.of(), true);

    /**
     * @param attributes reports an invalid value
     * @param value attribute {@code source}, several separated by commas; null where it is not given
     * @param environment may have {@code RAY_LOG_TO_DRIVER}, which turns all sources off with {@code 0}
     * @return the sources
     */
    static SourceSettings of(Attributes attributes, String value, Environment environment) {
        if (!environment.isOn("RAY_LOG_TO_DRIVER", true)) {
            return NONE;
        }
        String given = Attributes.given(value);
        try {
            return given == null ? DEFAULT : parse(given);
        } catch (IllegalArgumentException e) {
            attributes.wrong("source", value, e.getMessage(), "tcp");
            return DEFAULT;
        }
    }

    private static SourceSettings parse(String text) {
        if (text.equals("none")) {
            return NONE;
        }
        boolean receives = false;
        List<Address.Redis> redis = new ArrayList<>();
        List<GcsAddress> gcs = new ArrayList<>();
        for (String element : text.split(",", -1)) {
            String source = element.strip();
            if (source.equals("tcp")) {
                receives = true;
            } else if (source.startsWith("redis") && Address.parse(source) instanceof Address.Redis address) {
                redis.add(address);
            } else if (source.startsWith(GCS)) {
                gcs.add(gcs(source.substring(GCS.length())));
            } else {
                throw new IllegalArgumentException("expected tcp, redis://host:port, gcs://host:port or none");
            }
        }
        return new SourceSettings(
                receives,
                redis.stream().distinct().toList(),
                gcs.stream().distinct().toList(),
                false);
    }

    private static GcsAddress gcs(String text) {
        if (!OptionalLibrary.GRPC.isPresent()) {
            throw new IllegalArgumentException(
                    "needs " + OptionalLibrary.GRPC.artifact() + ", which is not on the class path");
        }
        GcsAddress address = gcsOrNull(text);
        if (address == null) {
            throw new IllegalArgumentException("expected an address such as gcs://10.0.0.5:6379");
        }
        return address;
    }

    /**
     * @param text host and port, as Ray writes them; may be null
     * @return the address of a GCS; null where the text is something else
     */
    static GcsAddress gcsOrNull(String text) {
        try {
            return text != null
                            && !text.contains("://")
                            && Address.parse("tcp://" + text) instanceof Address.Tcp address
                    ? new GcsAddress(address.host(), address.port())
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** @return the same sources without the receiver */
    SourceSettings withoutReceiver() {
        return new SourceSettings(false, redis, gcs, followsRay);
    }

    /** @return whether the driver shows no line of a worker */
    boolean isEmpty() {
        return !receives && redis.isEmpty() && gcs.isEmpty();
    }

    /** @return the same text for the same sources, without a password */
    String key() {
        return (receives ? "tcp" : "none")
                + (redis.isEmpty() ? "" : redis + "#" + redis.hashCode())
                + (gcs.isEmpty() ? "" : gcs)
                + (followsRay ? " and Ray" : "");
    }
}
