/**
 * The worker's side: how a line goes from an appender to the driver.
 *
 * <p>{@link io.github.log4jray.stream.DriverStreamAppender} renders an event and appends its lines to a
 * {@code SendBuffer}, which keeps them as numbered batches until a driver acknowledges them. {@code StreamSender} finds the
 * driver with a {@link io.github.log4jray.stream.DriverLocator}, tries its addresses in the order of
 * {@code DriverCandidates}, and sends over a {@code DriverConnection}, a {@code RedisPublisher} or a
 * {@code RedisStreamPublisher}. {@code DriverStreamManager} shares one sender between appenders.
 *
 * <p>Logging threads only append. One thread for each sender, {@code log4jray-driver-stream}, does all input and output.
 * The lock of the send buffer is the only one. It is a monitor, which the JVM releases also when the stack overflows.
 *
 * <p>A logging thread must never wait for the network, except with {@code overflow="block"} while the buffer is full and a
 * driver is known. Nothing is allocated for an event once buffers have grown.
 */
package io.github.log4jray.stream;
