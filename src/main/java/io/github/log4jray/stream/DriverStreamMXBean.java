package io.github.log4jray.stream;

/**
 * What a {@code DriverStream} counts, from the start of its sender on: all appenders of a JVM with the same address,
 * session and job share one, also across reconfigurations. With {@code -Dlog4jray.jmx=true} an MBean
 * {@code io.github.log4jray:type=DriverStream,context="…",name="…"}. Any thread may ask, at any time.
 */
public interface DriverStreamMXBean {

    /** @return how many lines a driver, or a Redis, has acknowledged */
    long getLinesSent();

    /** @return how many bytes they had, as batches */
    long getBytesSent();

    /**
     * How many lines wait for a driver, or for its acknowledgement. Growing means that nobody takes them, or not as
     * fast as they are logged; lines are dropped when the buffer is full.
     *
     * @return the number of lines
     */
    long getLinesBuffered();

    /** @return how much memory they take, in bytes; at most {@code bufferSize} */
    long getBytesBuffered();

    /**
     * How many lines found no room and are shown nowhere, only counted on the driver. Anything but 0 asks for
     * {@code overflow="block"}, a larger {@code bufferSize}, or fewer lines.
     *
     * @return the number of lines
     */
    long getLinesDropped();

    /** @return how many connections there were after the first; growing means that the network or the driver fails */
    long getReconnections();

    /** @return how often the driver, or a Redis, has refused this worker: a wrong token, version or password */
    long getRefusals();
}
