/**
 * The bytes between worker and driver, in clear text or in TLS, and the certificates of both.
 *
 * <p>A {@link io.github.log4jray.transport.Transport} is a channel that does not block. {@code TlsTransport} is one in TLS,
 * made by {@link io.github.log4jray.transport.TlsServer} in a driver and by {@link io.github.log4jray.transport.TlsClient}
 * in a worker. Their settings are those of Log4j's {@code <Ssl>} ({@link io.github.log4jray.transport.SslSettings}), or the
 * driver makes a certificate of its own ({@code OwnCertificate}), which workers know by its
 * {@link io.github.log4jray.transport.Fingerprint}.
 *
 * <p>There are no threads and no locks here: the thread that uses a connection also does the arithmetic of its handshake.
 * A connection that was meant to be in TLS is never used in clear text.
 */
package io.github.log4jray.transport;
