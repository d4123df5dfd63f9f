package io.github.log4jray.driver;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.session.Address;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;

/**
 * Where a driver's receiver listens, the address that the driver publishes, and which workers it accepts.
 *
 * @param host a name or an address of this host
 * @param port 0 for any free port
 * @param advertised is published in the place of the bound address; null for the bound address
 * @param token the configured token, a secret; null for a random one
 * @param legacyHello whether workers of version 1 of the protocol, which send the token itself, are welcome
 * @param maxWorkers how many workers may be connected at once
 * @param tls how workers connect; null for clear text
 */
record ListenSettings(
        String host,
        int port,
        Address.Tcp advertised,
        String token,
        boolean legacyHello,
        int maxWorkers,
        TlsSettings tls) {

    private static final String DEFAULT_HOST = "127.0.0.1";
    private static final int MAX_PORT = 65535;
    private static final int DEFAULT_MAX_WORKERS = 10_000;
    private static final int LARGEST_MAX_WORKERS = 1_000_000;
    private static final String TOKEN = "RAY_DRIVER_LOG_TOKEN";

    /**
     * @param attributes reports invalid values
     * @param host attribute {@code host}; null where it is not given
     * @param port attribute {@code port}; null where it is not given
     * @param advertisedAddress attribute {@code advertisedAddress}; null where it is not given
     * @param legacyHello attribute {@code legacyHello}; null where it is not given
     * @param maxWorkers attribute {@code maxWorkers}; null where it is not given
     * @param tls how workers connect; null for clear text
     * @param environment may have {@code RAY_DRIVER_LOG_TOKEN}
     * @return the settings
     */
    static ListenSettings of(
            Attributes attributes,
            String host,
            String port,
            String advertisedAddress,
            String legacyHello,
            String maxWorkers,
            TlsSettings tls,
            Environment environment) {
        return new ListenSettings(
                Attributes.given(host) == null ? DEFAULT_HOST : Address.withoutBrackets(host.strip()),
                attributes.number("port", port, 0, MAX_PORT, 0),
                advertised(attributes, advertisedAddress),
                token(environment),
                attributes.flag("legacyHello", legacyHello, false),
                attributes.number("maxWorkers", maxWorkers, 1, LARGEST_MAX_WORKERS, DEFAULT_MAX_WORKERS),
                tls);
    }

    private static String token(Environment environment) {
        String given = environment.text(TOKEN);
        if (given != null && given.length() < Protocol.MIN_TOKEN) {
            Environment.reportInvalid(
                    environment.describe(TOKEN),
                    "****",
                    "expected at least " + Protocol.MIN_TOKEN + " characters",
                    "using a random token, which only workers that can read the session or get the WorkerEnvironment know");
            return null;
        }
        return given;
    }

    private static Address.Tcp advertised(Attributes attributes, String value) {
        String given = Attributes.given(value);
        if (given == null) {
            return null;
        }
        try {
            if (Address.parse(given) instanceof Address.Tcp address) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // reported below: of the addresses that can be parsed, only those of a driver are valid here
        }
        attributes.wrong(
                "advertisedAddress", value, "expected host:port, with a port from 1 to 65535", "the bound address");
        return null;
    }

    /** @return the same text for the same addresses, without the token */
    String key() {
        return host + ":" + port + (advertised == null ? "" : " as " + advertised) + (legacyHello ? " legacy" : "")
                + " for " + maxWorkers + (tls == null ? "" : tls.key());
    }

    /** Does not contain the token. */
    @Override
    public String toString() {
        return key();
    }
}
