/**
 * Standard streams: capture of the lines that a program prints, the rule for standard error, and terminals.
 *
 * <p>{@link io.github.log4jray.stdio.StandardStreams} is the entry: a configuration asks for capture there, if {@link
 * io.github.log4jray.stdio.CaptureSetting} is on. While one asks, a {@code CapturingStream} replaces each stream, {@code
 * PartialLines} makes lines for each thread, and {@code LineLogger} logs them. {@link
 * io.github.log4jray.stdio.StandardError} decides which events go to standard error. {@code Terminal} tells terminals from
 * files and pipes.
 *
 * <p>Threads: the thread that prints logs its line itself. If it holds the monitor of the stream, a daemon thread {@code
 * log4jray-stdio} logs for it; {@code LineLogger} describes why. Never log while holding the monitor of a stream, and never
 * capture text that Log4j itself prints: both would make a program hang or loop.
 */
package io.github.log4jray.stdio;
