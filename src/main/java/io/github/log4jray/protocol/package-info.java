/**
 * The parts that worker and driver share: the {@link io.github.log4jray.protocol.Batch}, the numbers of the {@link
 * io.github.log4jray.protocol.Protocol}, the proofs of the {@link io.github.log4jray.protocol.Handshake}, connections with a
 * Redis ({@link io.github.log4jray.protocol.RedisConnector}) and the scripts of its
 * {@link io.github.log4jray.protocol.StreamScripts}, and the threads that transport lines.
 *
 * <p>Every such thread is a {@link io.github.log4jray.protocol.TransportThread}: a daemon that ignores interrupts, and whose
 * own log events are not forwarded. A thread that keeps a connection runs in a {@link
 * io.github.log4jray.protocol.RetryLoop}, which makes attempts, reports problems once, pauses as {@link
 * io.github.log4jray.protocol.Backoff} says, and ends by a {@link io.github.log4jray.protocol.StopRequest}.
 *
 * <p>The classes here have no locks. Constructors start nothing.
 *
 * <p>This package must not know how lines are buffered, received or shown.
 */
package io.github.log4jray.protocol;
