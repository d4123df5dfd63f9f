/** How a line leaves a worker: the appender, the buffer, the batches, the protocol and the connection to a driver. */
package io.github.log4jray.stream;
