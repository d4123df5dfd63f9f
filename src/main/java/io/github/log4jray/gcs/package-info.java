/**
 * The log channel of a Ray cluster's GCS, on which Ray's log monitors publish what workers write to their files: a
 * client of it, which knows nothing of plugins. Needs gRPC, and neither Ray nor a library for Protocol Buffers.
 */
package io.github.log4jray.gcs;
