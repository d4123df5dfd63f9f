/**
 * Bounds the disk that the logs of a session take, and removes old sessions.
 *
 * <p>Each process with a {@code SessionDirectory} has a {@link io.github.log4jray.retention.RetentionManager} for each session.
 * A {@link io.github.log4jray.session.Registration} tells other processes which logs this process writes, and its settings. Where a setting asks for it,
 * {@code RetentionThread} runs a {@code RetentionPass} about once a minute, if no other process of the session has done so:
 * {@code PassLock}. A pass scans the logs ({@code LogScan}), decides what goes ({@code RemovalPlan}) and removes it
 * ({@code Removal}); {@code OldSessions} removes whole sessions.
 *
 * <p>The only thread is {@code log4jray-retention}. A file lock tells that a process is alive: a JVM loses its lock on a file
 * when it closes any channel of that file, so code here never opens a lock file of its own JVM a second time.
 *
 * <p>A file that is removed is first moved away, and then checked again, so that a process that has just opened it gets it back.
 * Never follow a link, and never remove a file of another user.
 */
package io.github.log4jray.retention;
