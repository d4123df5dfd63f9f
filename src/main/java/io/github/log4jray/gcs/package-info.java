/**
 * A client of the log channel of a Ray cluster's GCS. Ray's log monitors publish the lines of workers' files there.
 *
 * <p>{@link io.github.log4jray.gcs.GcsLogChannel} is the entrance. It keeps a {@code Subscription} over a {@code
 * GcsConnection} and passes batches of the driver's job to a consumer; {@code JobFilter} decides which these are.
 *
 * <p>Each channel has one thread, {@code log4jray-driver-gcs}. All classes but {@code GcsConnection} are for this thread and
 * need no lock. Other threads only set the job, request the stop and read counters.
 *
 * <p>This package knows no plugins and no Ray in this process. It needs gRPC, which is optional: no other package but {@code
 * driver} may load its classes. It does not need a library for Protocol Buffers.
 */
package io.github.log4jray.gcs;
