package io.github.log4jray.protocol;

import java.time.Duration;

/**
 * The numbers of the driver protocol, version 1: one JSON object a line, UTF-8, over TCP. Both sides use them.
 *
 * @param keepAlive after this time without output a side sends an empty line
 * @param deadAfter after this time without input a side closes the connection
 * @param helloTimeout the longest wait for a hello, or for its answer
 * @param refusedPause how long a worker waits after the driver rejected its token or version
 */
public record Protocol(Duration keepAlive, Duration deadAfter, Duration helloTimeout, Duration refusedPause) {

    /** The version of the protocol. */
    public static final int VERSION = 1;

    /** The largest line in bytes, with its end. */
    public static final int MAX_LINE = 1 << 20;

    /** The largest hello in bytes. */
    public static final int MAX_HELLO = 4096;

    /** The times of the protocol as documented. */
    public static final Protocol DEFAULT = new Protocol(
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(30));
}
