package io.github.log4jray.protocol;

import java.time.Duration;

/**
 * The numbers of the driver protocol, version 2: one JSON object a line, UTF-8, over TCP. Both sides use them.
 *
 * @param keepAlive after this time without output a side sends an empty line
 * @param deadAfter after this time without input a side closes the connection
 * @param helloTimeout how long both sides have until the worker has proved that it knows the token
 * @param refusedPause how long a worker waits after one side has rejected the token, the proof or the version of the other
 */
public record Protocol(Duration keepAlive, Duration deadAfter, Duration helloTimeout, Duration refusedPause) {

    /** The version of the protocol. */
    public static final int VERSION = 2;

    /** The version in which the token itself travels. */
    public static final int LEGACY_VERSION = 1;

    /**
     * The shortest token in characters. Each stranger can get a proof of the driver, and may try at its leisure which tokens
     * give the same proof.
     */
    public static final int MIN_TOKEN = 16;

    /** The largest line in bytes, with its end. */
    public static final int MAX_LINE = 1 << 20;

    /** The most bytes of a peer until it has proved that it knows the token. */
    public static final int MAX_HELLO = 4096;

    /** The times of the protocol as documented. */
    public static final Protocol DEFAULT = new Protocol(
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(30));
}
