package io.github.log4jray.stream;

import io.github.log4jray.session.Address;
import io.github.log4jray.session.SessionAppenderBuilder;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.transport.SslSettings;
import io.github.log4jray.transport.TlsClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.net.ssl.SslConfiguration;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The attributes that {@link DriverStreamAppender} has besides those of {@link SessionAppenderBuilder}: where the driver is,
 * and how lines wait for it.
 *
 * @param <B> the builder itself
 */
public abstract class DriverStreamAppenderBuilder<B extends DriverStreamAppenderBuilder<B>>
        extends SessionAppenderBuilder<B> {

    private static final int DEFAULT_BUFFER_SIZE = 8 * 1024 * 1024;
    private static final int MINIMUM_BUFFER_SIZE = 1024;
    private static final int MAXIMUM_BUFFER_SIZE = 1024 * 1024 * 1024;
    private static final int DEFAULT_BLOCK_MILLIS = 30_000;
    private static final int DEFAULT_SHUTDOWN_MILLIS = 2_000;

    /** The treatment of an event for which the buffer has no room. */
    private enum Overflow {
        DISCARD,
        BLOCK
    }

    private static final Logger LOGGER = StatusLogger.getLogger();

    @PluginBuilderAttribute(sensitive = true)
    private String address;

    /** Not an attribute: a file of configuration is no place for a secret. */
    private String token;

    @PluginElement("Ssl")
    private SslConfiguration ssl;

    @PluginBuilderAttribute
    private String bufferSize;

    @PluginBuilderAttribute
    private String overflow;

    @PluginBuilderAttribute
    private String blockTimeoutMillis;

    @PluginBuilderAttribute
    private String maxWaitMillis;

    @PluginBuilderAttribute
    private String shutdownTimeoutMillis;

    /**
     * @param newAddress {@code tcp://host:port} or {@code redis://host:port}; default: looked up before each
     *     attempt to connect
     * @return this
     */
    public B setAddress(String newAddress) {
        this.address = newAddress;
        return asBuilder();
    }

    /**
     * @param newToken the secret of the driver at that address, of at least 16 characters; default: the published one, else
     *     {@code RAY_DRIVER_LOG_TOKEN}
     * @return this
     */
    public B setToken(String newToken) {
        this.token = newToken;
        return asBuilder();
    }

    /**
     * @param newSsl the certificates that the driver may have, and the certificate of this process if the driver asks for
     *     one; with it the appender never sends in clear text
     * @return this
     */
    public B setSsl(SslConfiguration newSsl) {
        this.ssl = newSsl;
        return asBuilder();
    }

    /**
     * @param newBufferSize bytes, or such as {@code 8 MB}, the default
     * @return this
     */
    public B setBufferSize(String newBufferSize) {
        this.bufferSize = newBufferSize;
        return asBuilder();
    }

    /**
     * @param newOverflow {@code discard}, the default, or {@code block}
     * @return this
     */
    public B setOverflow(String newOverflow) {
        this.overflow = newOverflow;
        return asBuilder();
    }

    /**
     * @param newBlockTimeoutMillis milliseconds; default 30000
     * @return this
     */
    public B setBlockTimeoutMillis(String newBlockTimeoutMillis) {
        this.blockTimeoutMillis = newBlockTimeoutMillis;
        return asBuilder();
    }

    /**
     * @param newMaxWaitMillis how long a line waits for a driver before it is dropped and counted, in milliseconds;
     *     default none
     * @return this
     */
    public B setMaxWaitMillis(String newMaxWaitMillis) {
        this.maxWaitMillis = newMaxWaitMillis;
        return asBuilder();
    }

    /**
     * @param newShutdownTimeoutMillis milliseconds; default 2000
     * @return this
     */
    public B setShutdownTimeoutMillis(String newShutdownTimeoutMillis) {
        this.shutdownTimeoutMillis = newShutdownTimeoutMillis;
        return asBuilder();
    }

    /** @return the token of the driver; null if it is looked up */
    String token() {
        return token;
    }

    @Override
    protected Map<String, String> namedAttributes() {
        Map<String, String> named = super.namedAttributes();
        named.put("address", address);
        return named;
    }

    /**
     * @param attributes refuses an invalid one
     * @return where the driver is; null if it is looked up, or if the attribute was refused
     */
    Address address(Attributes attributes) {
        if (Attributes.given(address) == null) {
            return null;
        }
        try {
            return Address.parse(address);
        } catch (IllegalArgumentException e) {
            attributes.refuse("address", address, e.getMessage());
            return null;
        }
    }

    /**
     * @param attributes refuses an invalid one
     * @param driver where the driver is; may be null
     * @return how the process connects with a driver that speaks TLS
     */
    TlsClient tls(Attributes attributes, Address driver) {
        try {
            return new TlsClient(ssl == null ? null : settings(attributes, driver));
        } catch (GeneralSecurityException e) {
            attributes.refuse("Ssl", "element", e.getMessage());
            return new TlsClient(null);
        }
    }

    private SslSettings settings(Attributes attributes, Address driver) throws GeneralSecurityException {
        if (driver != null && !driver.tls()) {
            attributes.refuse("address", address, "expected an address in TLS, as there is an Ssl element");
        }
        if (driver instanceof Address.Tcp tcp && tcp.sha256() != null && ssl.getKeyStoreConfig() != null) {
            LOGGER.warn(
                    "{}: the KeyStore in Ssl is not used, as the address has a fingerprint; a driver that asks for "
                            + "certificates refuses this worker",
                    attributes.label());
        }
        return SslSettings.of(attributes.label(), ssl, Instant.now());
    }

    /**
     * @param attributes reports an invalid one
     * @return how lines wait for the driver
     */
    BufferLimits limits(Attributes attributes) {
        return new BufferLimits(
                attributes.size(
                        "bufferSize", bufferSize, MINIMUM_BUFFER_SIZE, MAXIMUM_BUFFER_SIZE, DEFAULT_BUFFER_SIZE),
                attributes.choice("overflow", overflow, Overflow.DISCARD) == Overflow.BLOCK,
                attributes.millis("blockTimeoutMillis", blockTimeoutMillis, DEFAULT_BLOCK_MILLIS),
                attributes.millis("maxWaitMillis", maxWaitMillis, 0));
    }

    /**
     * @param attributes reports an invalid one
     * @return how long a stop waits for the last acknowledgement
     */
    Duration shutdownTimeout(Attributes attributes) {
        return Duration.ofMillis(
                attributes.millis("shutdownTimeoutMillis", shutdownTimeoutMillis, DEFAULT_SHUTDOWN_MILLIS));
    }
}
