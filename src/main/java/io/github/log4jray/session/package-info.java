/**
 * The session directory, the identity of this process in it, published drivers, and the base of the appenders.
 *
 * <p>{@link io.github.log4jray.session.SessionAppenderBuilder} reads the attributes and hands them to an
 * {@link io.github.log4jray.session.IdentityResolver}. Its {@code SessionLocator} joins or creates the
 * {@link io.github.log4jray.session.Session}; the result is a {@link io.github.log4jray.session.ProcessIdentity}, a value. A
 * {@link io.github.log4jray.session.JobLocator} finds the ids that are not configured. A process that uses a
 * session says so by a {@link io.github.log4jray.session.SessionUse}, so that nobody removes it. The threads here are the
 * shutdown hook of {@code JvmShutdown}, which lets started appenders deliver what they hold, each on a thread of its own, and
 * the thread on which a {@code SessionUse} ends. The thread that looks for a
 * driver calls {@code JobLocator.claimOrRediscoverJob}, which may connect to other hosts. What a process
 * finds once is in {@code JvmState}, under its lock; processes of one user change {@code session_latest} under a file lock.
 * A method that looks like a getter must never do input or output, and files of other users must never be trusted.
 *
 * <p>The first setting that is present wins. A system property of the name of an environment variable takes precedence over
 * the variable:
 *
 * <ul>
 *   <li><em>Job id of the process</em>: attribute {@code jobId}, else that of the first appender of the configuration that
 *       has one; {@code RuntimeContext.setProcess}; Ray; system property
 *       {@code ray.job.id}; {@code RAY_JOB_ID}; in a driver, the job that it claims; in a worker with a
 *       {@code DriverStream}, the job that it discovers; none. {@code ffffffff} configures "no job".
 *   <li><em>Worker id</em>: attribute {@code workerId}, else that of the first appender of the configuration that has
 *       one; {@code RuntimeContext.setProcess}; Ray; system property {@code ray.worker.id}; {@code RAY_WORKER_ID}; in a
 *       driver, its job id padded with {@code f}; a random id.
 *   <li><em>Node id</em>: {@code RuntimeContext.setProcess}; Ray; none.
 *   <li><em>Ids of an event</em>: the event's own context data; the ids of the process.
 *   <li><em>Session</em>: attribute {@code sessionDir}, system property {@code ray.session-dir} or {@code RAY_SESSION_DIR},
 *       in this order; with {@code session="latest"}, the target of {@code session_latest}; a new one. A plugin without the
 *       attributes {@code sessionDir}, {@code session} and {@code tempDir} has those of the first appender of its
 *       configuration that has one of them.
 *   <li><em>Temp directory</em>: attribute {@code tempDir}; system property {@code log4jray.tempDir};
 *       {@code $RAY_TMPDIR/ray}; {@code /tmp/ray}.
 *   <li><em>Driver address</em>: attribute {@code address}; the address that the driver of the job publishes in the session;
 *       {@code RAY_DRIVER_LOG_ADDRESS}.
 * </ul>
 */
package io.github.log4jray.session;
