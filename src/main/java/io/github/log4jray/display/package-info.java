/**
 * How a driver shows lines of workers: prefix, colours, deduplication, escaping, and the console itself.
 *
 * <p>{@link io.github.log4jray.display.Display} takes batches from all sources and prints them. {@code Deduplicator}
 * decides which lines are printed, {@code BatchFormat} how; {@code PendingText} gathers them, and
 * {@link io.github.log4jray.display.ConsoleStreams} writes them. {@link io.github.log4jray.display.DisplaySettings} holds
 * the values of Ray's variables. A {@link io.github.log4jray.display.BatchSource} brings batches; one without
 * acknowledgements does so by a {@link io.github.log4jray.display.BlockingFeed}.
 *
 * <p>One thread, {@code log4jray-driver-console}, prints; deduplicators and format belong to it. The lock of the display
 * guards the queue of batches. It is never held while something is written or a source is told about its batches.
 *
 * <p>A source must never wait for a standard stream: while the queue is full, an offer is rejected. Lines of workers must
 * not be able to forge a prefix or to change the terminal, unless the user has turned escaping off.
 */
package io.github.log4jray.display;
