package io.github.log4jray.session;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.UnknownAttributes;
import io.github.log4jray.stdio.CaptureSetting;
import io.github.log4jray.stdio.StandardError;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginNode;

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

    @PluginNode
    private Node node;

    /** @return the element of the appender; null where code builds it */
    protected final Node node() {
        return node;
    }

    /**
     * @param newTempDir the directory in which new sessions are created; default: system property
     *     {@code log4jray.tempDir}, else {@code $RAY_TMPDIR/ray}, else {@code /tmp/ray}
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
     * @param newSession {@code new} (the default) for a session of this process, {@code latest} to join the one to
     *     which {@code session_latest} points, or, after a warning, a new one if there is none; ignored if a setting
     *     names the session
     * @return this
     */
    public B setSession(String newSession) {
        this.session = newSession;
        return asBuilder();
    }

    /**
     * @param newJobId 8 hexadecimal digits; default: system property {@code ray.job.id}, else {@code RAY_JOB_ID}, else
     *     a job that the process claims or discovers, see {@link JobLocator#claimOrDiscoverJob()}
     * @return this
     */
    public B setJobId(String newJobId) {
        this.jobId = newJobId;
        return asBuilder();
    }

    /**
     * @param newWorkerId 56 hexadecimal digits; default: system property {@code ray.worker.id}, else
     *     {@code RAY_WORKER_ID}, else a new one, see {@link JobLocator#findWorkerId()}
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
     * Reports attributes that the plugin does not have, and a missing name.
     *
     * @param plugin the plugin's name
     * @return reads the attributes of this plugin
     */
    protected final Attributes attributes(String plugin) {
        Attributes attributes = new Attributes(plugin, getName());
        UnknownAttributes.report(attributes, this, node);
        if (Attributes.given(getName()) == null) {
            attributes.refuse("name", null, "expected a name, as in setName(\"app\")");
        }
        return attributes;
    }

    /**
     * @param attributes reports an invalid level
     * @return which events go to standard error
     */
    public StandardError standardError(Attributes attributes) {
        return StandardError.of(attributes, stderrLevel);
    }

    /**
     * @return whether text that is printed to the standard streams becomes events; default: system property
     *     {@code log4jray.captureStandardStreams}
     */
    protected boolean capturesStandardStreams() {
        return CaptureSetting.of(Environment.process());
    }

    /**
     * Reads the attributes of this class. It does not look for the session yet.
     *
     * @param attributes reports errors
     * @param role the role that the appender gives to its process
     * @return finds the session and the ids
     */
    protected IdentityResolver identityResolver(Attributes attributes, ProcessRole role) {
        Environment environment = Environment.process();
        boolean namesSession = Attributes.given(tempDir) != null
                || Attributes.given(sessionDir) != null
                || Attributes.given(session) != null;
        SessionLocator sessions =
                new SessionLocator(attributes, environment, Clock.systemDefaultZone(), tempDir, sessionDir, session);
        sessions.refuseInvalidName();
        if (node != null && !attributes.refused()) {
            ConfigurationElements.of(getConfiguration()).add(node, namedAttributes());
        }
        return new IdentityResolver(
                attributes,
                getConfiguration(),
                sessions,
                namesSession,
                ProcessIds.configured(attributes, environment, Attributes.given(jobId), Attributes.given(workerId)),
                role);
    }

    /**
     * @return the attributes of this appender that other plugins of its configuration use where they have none of their own;
     *     a value may be null
     */
    protected Map<String, String> namedAttributes() {
        Map<String, String> named = new HashMap<>();
        named.put("tempDir", tempDir);
        named.put("sessionDir", sessionDir);
        named.put("session", session);
        named.put("jobId", jobId);
        named.put("workerId", workerId);
        return named;
    }
}
