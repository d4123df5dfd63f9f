/**
 * The file writer: buffers, rotation, backups, the lock for rotation, and Ray's policy and strategy for Log4j's own
 * rolling appenders.
 *
 * <p>{@link io.github.log4jray.rotation.LogFileManager} shares one {@link io.github.log4jray.rotation.LogFile} for each
 * path. Its {@code LogOutput} brings records from the {@code RecordBuffers} to the {@code RotatingFile}, which asks the
 * {@code RotationLock} before it moves its {@code Backups}.
 *
 * <p>Policy and strategy call {@code RaySupport}, as all plugins do; nothing else here knows Ray.
 *
 * <p>Threads: any thread appends. {@code FlushScheduler} has the daemon threads {@code log4jray-files}, which write. A
 * file has a monitor for its buffers, and one for its output; the former is taken under the latter, never the other way
 * round. Never make a system call under the monitor of the buffers, never allocate for a record, and never write a part of
 * a record. Any call may end with an Error if memory or stack is exhausted: what must change together is changed by
 * assignments without a call between them.
 */
package io.github.log4jray.rotation;
