/**
 * The TCP side of a driver: accepts workers, reads their batches, gives these to the display and acknowledges them.
 *
 * <p>{@link io.github.log4jray.receiver.Receiver} takes all decisions; {@code Admission} decides which strangers become
 * workers. It asks a {@code WorkerConnection} for the next message ({@code InputBuffer} finds the lines, {@code
 * MessageParser} reads them) and calls its replies ({@code Replies}). {@code DisplayFeed} gives batches to the display. A
 * {@code WorkerStream} holds the state of one worker from connection to connection. {@code StopWhenSilent} knows when a
 * stopped receiver ends.
 *
 * <p>One thread, {@code log4jray-driver-receiver}, uses all of this, without a lock. The printing thread of the display
 * calls {@code DisplayProgress} only. {@code PeerDiagnostics} writes to the status log on a thread of its own.
 *
 * <p>The receiver's thread must never wait for a peer or for the display. The memory that peers take has limits: for
 * connections, bytes of unfinished lines ({@code ReadBuffers}) and remembered workers. The receiver reads no batch of a peer
 * before the peer has proved that it knows the token.
 */
package io.github.log4jray.receiver;
