package io.github.log4jray.stream;

/**
 * Counters of a {@code DriverStream} since the start of its sender. All appenders of a JVM with the same address, session
 * and job share one sender, also across reconfigurations. With {@code -Dlog4jray.jmx=true} an MBean
 * {@code io.github.log4jray:type=DriverStream,context="…",name="…"}. Any thread may ask, at any time.
 */
public interface DriverStreamMXBean {

    /** @return how many lines a driver, or a Redis, has acknowledged */
    long getLinesSent();

    /** @return the size in bytes of their batches */
    long getBytesSent();

    /**
     * How many lines wait for a driver, or for its acknowledgement. A growing number means that no driver takes the lines,
     * or that it is slower than the application logs. When the buffer is full, lines are dropped.
     *
     * @return the number of lines
     */
    long getLinesBuffered();

    /** @return the memory of the waiting lines in bytes; at most {@code bufferSize} */
    long getBytesBuffered();

    /**
     * How many lines did not fit, or waited longer than {@code maxWaitMillis}, and were dropped; the driver shows only
     * their number. If it is not 0, use
     * {@code overflow="block"} or a larger {@code bufferSize}, or log less.
     *
     * @return the number of lines
     */
    long getLinesDropped();

    /** @return how many connections there were after the first; a growing number means that network or driver fail */
    long getReconnections();

    /** @return how often the driver or a Redis rejected this worker: invalid token, version or password */
    long getRefusals();
}
