/**
 * How workers' batches arrive at the driver by a Redis: {@link io.github.log4jray.redis.RedisSource} reads its channel,
 * {@link io.github.log4jray.redis.RedisStreamSource} a stream.
 *
 * <p>Of a stream, {@code StreamReading} is the thread that reads, {@code StreamReader} makes its calls, {@code StreamEntry} is
 * what they bring, {@code StreamCursor} says where to go on, {@code StreamDisplay} decides what is shown,
 * {@code StreamPositions} knows up to where each worker was shown, and {@code StreamFeed} which entries the display has
 * printed. {@link io.github.log4jray.protocol.StreamScripts} has the scripts and names the keys.
 *
 * <p>One thread reads, {@code log4jray-driver-redis} or {@code log4jray-driver-redis-stream}. The first has a second one
 * that keeps its connection alive. Locks are those of a subscription and of the list of readings: the display's thread only
 * sets volatile numbers.
 *
 * <p>An entry must never leave a stream before the display has printed it. Nothing in an entry is trusted: any program may
 * have added it.
 */
package io.github.log4jray.redis;
