package io.github.log4jray.stream;

/**
 * How much a {@link SendBuffer} holds, as the attributes of an appender say.
 *
 * @param bytes the size of the buffer
 * @param block whether an append waits for room
 * @param blockMillis the longest wait for room
 * @param maxWaitMillis how long a line waits for a driver; 0 for no limit
 */
record BufferLimits(int bytes, boolean block, long blockMillis, long maxWaitMillis) {}
