package io.github.log4jray.session;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.stdio.StandardError;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;

/**
 * The attributes that every appender of this library has: which session it belongs to, under which ids, and which events
 * go to standard error.
 *
 * @param <B> the builder itself
 */
public abstract class SessionAppenderBuilder<B extends SessionAppenderBuilder<B>> extends AbstractAppender.Builder<B> {

    @PluginBuilderAttribute
    private String tempDir;

    @PluginBuilderAttribute
    private String sessionDir;

    @PluginBuilderAttribute
    private String session;

    @PluginBuilderAttribute
    private String jobId;

    @PluginBuilderAttribute
    private String workerId;

    @PluginBuilderAttribute
    private String stderrLevel;

    /**
     * @param newTempDir where new sessions are made; default: system property {@code log4jray.tempDir}, else
     *     {@code $RAY_TMPDIR/ray}, else {@code /tmp/ray}
     * @return this
     */
    public B setTempDir(String newTempDir) {
        this.tempDir = newTempDir;
        return asBuilder();
    }

    /**
     * @param newSessionDir the session to join; default: system property {@code ray.session-dir}, else the environment
     *     variable {@code RAY_SESSION_DIR}, else none
     * @return this
     */
    public B setSessionDir(String newSessionDir) {
        this.sessionDir = newSessionDir;
        return asBuilder();
    }

    /**
     * @param newSession {@code new} (the default) for a session of this process, {@code latest} to join the one that
     *     {@code session_latest} names; either counts only where no session is named
     * @return this
     */
    public B setSession(String newSession) {
        this.session = newSession;
        return asBuilder();
    }

    /**
     * @param newJobId 8 hexadecimal digits; default: system property {@code ray.job.id}, else {@code RAY_JOB_ID}, else
     *     as {@link ProcessIdentity#jobId()} says
     * @return this
     */
    public B setJobId(String newJobId) {
        this.jobId = newJobId;
        return asBuilder();
    }

    /**
     * @param newWorkerId 56 hexadecimal digits; default: system property {@code ray.worker.id}, else
     *     {@code RAY_WORKER_ID}, else as {@link ProcessIdentity#workerId()} says
     * @return this
     */
    public B setWorkerId(String newWorkerId) {
        this.workerId = newWorkerId;
        return asBuilder();
    }

    /**
     * @param newStderrLevel the name of a level: events at or above it go to standard error, as those with marker
     *     {@code STDERR} do; default none
     * @return this
     */
    public B setStderrLevel(String newStderrLevel) {
        this.stderrLevel = newStderrLevel;
        return asBuilder();
    }

    /**
     * @param attributes reports an invalid level
     * @return which events go to standard error
     */
    public StandardError standardError(Attributes attributes) {
        return StandardError.of(attributes, stderrLevel);
    }

    /**
     * @return whether what is printed to the standard streams becomes events, as the system property
     *     {@code log4jray.captureStandardStreams} says
     */
    protected boolean capturesStandardStreams() {
        return Environment.process().flag("log4jray.captureStandardStreams", false);
    }

    /**
     * Reads the attributes of this class.
     *
     * @param attributes says what is wrong with one
     * @return what they say; not yet looked for on disk
     */
    protected ProcessIdentity.Request membership(Attributes attributes) {
        boolean silent = Attributes.given(tempDir) == null
                && Attributes.given(sessionDir) == null
                && Attributes.given(session) == null;
        return new ProcessIdentity.Request(
                attributes,
                getConfiguration(),
                new SessionLocator(attributes, tempDir, sessionDir, session),
                silent,
                ProcessIds.supplied(attributes, Attributes.given(jobId), Attributes.given(workerId)));
    }
}
