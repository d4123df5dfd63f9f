package io.github.log4jray.stream;

/**
 * The lines of a {@link SendBuffer} so far.
 *
 * @param sentLines lines that were acknowledged
 * @param sentBytes the size of their batches
 * @param waitingLines lines that were not acknowledged
 * @param heldBytes the memory in use
 * @param droppedLines lines that did not fit, or waited for too long
 */
record BufferCounts(long sentLines, long sentBytes, long waitingLines, long heldBytes, long droppedLines) {}
