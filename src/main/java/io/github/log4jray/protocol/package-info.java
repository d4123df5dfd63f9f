/** What a worker and a driver share: the batch, the numbers of the wire, retry, transport threads, the Redis connection. */
package io.github.log4jray.protocol;
