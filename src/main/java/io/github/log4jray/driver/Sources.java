package io.github.log4jray.driver;

import io.github.log4jray.session.Address;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the lines of workers come from: attribute {@code source}.
 *
 * @param receives whether there is a receiver of its own, {@code tcp}
 * @param redis where batches are subscribed to
 */
record Sources(boolean receives, List<Address.Redis> redis) {

    private static final String DEFAULT = "tcp";
    private static final Sources NONE = new Sources(false, List.of());

    /**
     * @param attributes say what is wrong
     * @param value of attribute {@code source}, several separated by commas; null where it is not given
     * @return what it says; nothing where {@code RAY_LOG_TO_DRIVER=0} says so
     */
    static Sources of(Attributes attributes, String value) {
        if (!Environment.isOn("RAY_LOG_TO_DRIVER", true)) {
            return NONE;
        }
        String given = Attributes.given(value);
        try {
            return parse(given == null ? DEFAULT : given);
        } catch (IllegalArgumentException e) {
            attributes.wrong("source", value, e.getMessage(), DEFAULT);
            return parse(DEFAULT);
        }
    }

    private static Sources parse(String text) {
        if (text.equals("none")) {
            return NONE;
        }
        boolean receives = false;
        List<Address.Redis> redis = new ArrayList<>();
        for (String element : text.split(",", -1)) {
            String source = element.strip();
            if (source.equals("tcp")) {
                receives = true;
            } else if (source.startsWith("redis") && Address.parse(source) instanceof Address.Redis address) {
                redis.add(address);
            } else {
                throw new IllegalArgumentException("is none of tcp, redis://host:port, none");
            }
        }
        return new Sources(receives, List.copyOf(redis));
    }

    /** @return whether no line of a worker is shown */
    boolean isEmpty() {
        return !receives && redis.isEmpty();
    }
}
