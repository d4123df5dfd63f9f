package io.github.log4jray.protocol;

import java.time.Duration;

/**
 * The driver protocol, version 1: one JSON object a line, UTF-8, over TCP. These are the numbers that both sides go by.
 *
 * @param keepAlive after how long a silence an empty line is sent
 * @param deadAfter after how long a silence of the other side the connection is given up
 * @param helloTimeout how long the other side may take to say hello, or to answer it
 * @param refusedPause how long a worker waits after its token or its version was refused
 */
public record Protocol(Duration keepAlive, Duration deadAfter, Duration helloTimeout, Duration refusedPause) {

    /** The version of the protocol. */
    public static final int VERSION = 1;

    /** How long a line may be, its end included, in bytes. */
    public static final int MAX_LINE = 1 << 20;

    /** How long a hello may be, in bytes. */
    public static final int MAX_HELLO = 4096;

    /** The times of the contract. */
    public static final Protocol DEFAULT = new Protocol(
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(30));
}
