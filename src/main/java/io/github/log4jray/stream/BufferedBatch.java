package io.github.log4jray.stream;

/**
 * A batch of a {@link SendBuffer}.
 *
 * @param seq its number
 * @param lines how many lines it has, or how many lost lines it reports
 * @param json the batch without a line end; nobody changes it
 */
record BufferedBatch(long seq, long lines, byte[] json) {}
