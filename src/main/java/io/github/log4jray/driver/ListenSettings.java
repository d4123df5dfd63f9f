package io.github.log4jray.driver;

import io.github.log4jray.session.Address;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;

/** Where a driver's receiver listens, and the token that its workers must send. */
final class ListenSettings {

    private static final String DEFAULT_HOST = "127.0.0.1";
    private static final int MAX_PORT = 65535;

    private final String host;
    private final int port;
    private final String token;

    private ListenSettings(String host, int port, String token) {
        this.host = host;
        this.port = port;
        this.token = token;
    }

    /**
     * @param attributes reports invalid values
     * @param host attribute {@code host}; null where it is not given
     * @param port attribute {@code port}; null where it is not given
     * @param environment may have {@code RAY_DRIVER_LOG_TOKEN}
     * @return the settings
     */
    static ListenSettings of(Attributes attributes, String host, String port, Environment environment) {
        return new ListenSettings(
                Attributes.given(host) == null ? DEFAULT_HOST : Address.withoutBrackets(host.strip()),
                attributes.number("port", port, 0, MAX_PORT, 0),
                environment.text("RAY_DRIVER_LOG_TOKEN"));
    }

    /** @return a name or an address of this host */
    String host() {
        return host;
    }

    /** @return 0 for any free port */
    int port() {
        return port;
    }

    /** @return the configured token, a secret; null for a random one */
    String token() {
        return token;
    }
}
