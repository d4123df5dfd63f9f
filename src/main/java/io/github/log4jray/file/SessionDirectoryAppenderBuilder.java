package io.github.log4jray.file;

import io.github.log4jray.ray.RayWorker;
import io.github.log4jray.retention.RetentionSettings;
import io.github.log4jray.rotation.LogFileSettings;
import io.github.log4jray.rotation.RotationSettings;
import io.github.log4jray.session.SessionAppenderBuilder;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.stdio.CaptureSetting;
import java.util.function.LongFunction;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LifeCycle;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;

/**
 * The attributes that {@link SessionDirectoryAppender} has besides those of {@link SessionAppenderBuilder}: which files
 * are written, and how.
 *
 * @param <B> the builder itself
 */
public abstract class SessionDirectoryAppenderBuilder<B extends SessionDirectoryAppenderBuilder<B>>
        extends SessionAppenderBuilder<B> {

    private static final int DEFAULT_BUFFER_SIZE = 256 * 1024;
    private static final int MINIMUM_BUFFER_SIZE = 1024;
    private static final int MAXIMUM_BUFFER_SIZE = 64 * 1024 * 1024;

    /** Where events of standard error go, if the component has a file for all events and one for standard error. */
    private enum StderrTo {
        BOTH,
        ERR
    }

    @PluginBuilderAttribute
    private String component;

    @PluginBuilderAttribute
    private String stream;

    @PluginBuilderAttribute
    private String shard;

    @PluginBuilderAttribute
    private String submissionId;

    @PluginBuilderAttribute
    private String fileName;

    @PluginBuilderAttribute
    private String maxBytes;

    @PluginBuilderAttribute
    private String backupCount;

    @PluginBuilderAttribute
    private String immediateFlush;

    @PluginBuilderAttribute
    private String bufferSize;

    @PluginBuilderAttribute
    private String stderrTo;

    @PluginBuilderAttribute
    private String magicTokens;

    @PluginBuilderAttribute
    private String shareWithRay;

    @PluginBuilderAttribute
    private String filePermissions;

    @PluginBuilderAttribute
    private String captureStandardStreams;

    @PluginBuilderAttribute
    private String retentionBytes;

    @PluginBuilderAttribute
    private String retentionDays;

    @PluginBuilderAttribute
    private String keepSessions;

    /**
     * @param newComponent the component that writes these files in Ray, such as {@code worker}
     * @return this
     */
    public B setComponent(String newComponent) {
        this.component = newComponent;
        return asBuilder();
    }

    /**
     * @param newStream {@code out}, {@code err} or {@code log}; default: all files of the component
     * @return this
     */
    public B setStream(String newStream) {
        this.stream = newStream;
        return asBuilder();
    }

    /**
     * @param newShard the number of component {@code redis-shard}
     * @return this
     */
    public B setShard(String newShard) {
        this.shard = newShard;
        return asBuilder();
    }

    /**
     * @param newSubmissionId the id of component {@code job-driver}
     * @return this
     */
    public B setSubmissionId(String newSubmissionId) {
        this.submissionId = newSubmissionId;
        return asBuilder();
    }

    /**
     * @param newFileName a plain name, instead of a component
     * @return this
     */
    public B setFileName(String newFileName) {
        this.fileName = newFileName;
        return asBuilder();
    }

    /**
     * @param newMaxBytes bytes, or such as {@code 10 MB}; default {@code RAY_ROTATION_MAX_BYTES}, else 512 MB
     * @return this
     */
    public B setMaxBytes(String newMaxBytes) {
        this.maxBytes = newMaxBytes;
        return asBuilder();
    }

    /**
     * @param newBackupCount files, 0 or more; default {@code RAY_ROTATION_BACKUP_COUNT}, else 5
     * @return this
     */
    public B setBackupCount(String newBackupCount) {
        this.backupCount = newBackupCount;
        return asBuilder();
    }

    /**
     * @param newImmediateFlush {@code true} or {@code false}; default: {@code false}, in a worker of Ray {@code true}
     * @return this
     */
    public B setImmediateFlush(String newImmediateFlush) {
        this.immediateFlush = newImmediateFlush;
        return asBuilder();
    }

    /**
     * @param newBufferSize bytes, or such as {@code 256 KB}, the default
     * @return this
     */
    public B setBufferSize(String newBufferSize) {
        this.bufferSize = newBufferSize;
        return asBuilder();
    }

    /**
     * @param newStderrTo {@code both}, the default, or {@code err}
     * @return this
     */
    public B setStderrTo(String newStderrTo) {
        this.stderrTo = newStderrTo;
        return asBuilder();
    }

    /**
     * @param newMagicTokens {@code true} or {@code false}, the default
     * @return this
     */
    public B setMagicTokens(String newMagicTokens) {
        this.magicTokens = newMagicTokens;
        return asBuilder();
    }

    /**
     * @param newShareWithRay {@code true} or {@code false}, the default
     * @return this
     */
    public B setShareWithRay(String newShareWithRay) {
        this.shareWithRay = newShareWithRay;
        return asBuilder();
    }

    /**
     * @param newFilePermissions such as {@code rw-r-----}; default: those that the process's umask gives
     * @return this
     */
    public B setFilePermissions(String newFilePermissions) {
        this.filePermissions = newFilePermissions;
        return asBuilder();
    }

    /**
     * @param newCaptureStandardStreams {@code true} or {@code false}; default: system property
     *     {@code log4jray.captureStandardStreams}, else {@code false}
     * @return this
     */
    public B setCaptureStandardStreams(String newCaptureStandardStreams) {
        this.captureStandardStreams = newCaptureStandardStreams;
        return asBuilder();
    }

    /**
     * @param newRetentionBytes bytes, or such as {@code 10 GB}, of all files of the session together; 0 for no bound; default
     *     {@code RAY_LOG_RETENTION_BYTES}, else 0
     * @return this
     */
    public B setRetentionBytes(String newRetentionBytes) {
        this.retentionBytes = newRetentionBytes;
        return asBuilder();
    }

    /**
     * @param newRetentionDays days after which a log of a process that is gone is removed; 0 for never; default
     *     {@code RAY_LOG_RETENTION_DAYS}, else 0
     * @return this
     */
    public B setRetentionDays(String newRetentionDays) {
        this.retentionDays = newRetentionDays;
        return asBuilder();
    }

    /**
     * @param newKeepSessions how many sessions of this user in the temp directory are kept; 0 for all; default
     *     {@code RAY_LOG_KEEP_SESSIONS}, else 0
     * @return this
     */
    public B setKeepSessions(String newKeepSessions) {
        this.keepSessions = newKeepSessions;
        return asBuilder();
    }

    @Override
    protected boolean capturesStandardStreams() {
        Attributes attributes = new Attributes(SessionDirectoryAppender.PLUGIN_NAME, getName());
        return CaptureSetting.of(attributes, Environment.process(), captureStandardStreams);
    }

    /**
     * @param attributes reports an invalid one
     * @return which files are written; for use only if no attribute was refused
     */
    LogFileSelection selection(Attributes attributes) {
        if (!isMadeForAnEvent()) {
            return LogFileSelection.of(attributes, component, stream, shard, submissionId, fileName);
        }
        return LogFileSelection.of(
                attributes,
                component,
                stream,
                shard,
                LogFileSelection.plainName(attributes, "submissionId", submissionId),
                LogFileSelection.plainName(attributes, "fileName", fileName));
    }

    /** {@code Routing} makes its appenders while the configuration is in use. */
    private boolean isMadeForAnEvent() {
        Configuration configuration = getConfiguration();
        return node() != null && configuration != null && configuration.getState() == LifeCycle.State.STARTED;
    }

    /**
     * @param attributes reports an invalid one
     * @return whether every event must be in the file when the logging call returns
     */
    boolean immediateFlush(Attributes attributes) {
        return attributes.flag("immediateFlush", immediateFlush, RayWorker.isThis(Environment.process()));
    }

    private boolean magicTokens(Attributes attributes, Layout<?> layout) {
        boolean given = attributes.flag("magicTokens", magicTokens, false);
        if (given && String.valueOf(layout.getContentType()).startsWith("application/json")) {
            String reason =
                    "expected a layout other than JSON: Ray's log monitor reads tokens only in lines of their own, "
                            + "which are not JSON";
            attributes.wrong("magicTokens", magicTokens, reason, false);
            return false;
        }
        return given;
    }

    /**
     * @param attributes reports an invalid one
     * @param selection which files are written
     * @param layout gives header and footer
     * @param gap makes the record that says how many records are missing at its place
     * @return how they are written
     */
    ComponentFiles.Settings settings(
            Attributes attributes, LogFileSelection selection, Layout<?> layout, LongFunction<byte[]> gap) {
        return new ComponentFiles.Settings(
                isErrAlone(attributes, selection),
                magicTokens(attributes, layout),
                attributes.flag("shareWithRay", shareWithRay, false),
                new LogFileSettings(
                        attributes.size(
                                "bufferSize",
                                bufferSize,
                                MINIMUM_BUFFER_SIZE,
                                MAXIMUM_BUFFER_SIZE,
                                DEFAULT_BUFFER_SIZE),
                        RotationSettings.of(attributes, Environment.process(), maxBytes, backupCount),
                        () -> orEmpty(layout.getHeader()),
                        () -> orEmpty(layout.getFooter()),
                        gap,
                        attributes.permissions("filePermissions", filePermissions)),
                RetentionSettings.of(attributes, Environment.process(), retentionBytes, retentionDays, keepSessions));
    }

    private boolean isErrAlone(Attributes attributes, LogFileSelection selection) {
        boolean alone = attributes.choice("stderrTo", stderrTo, StderrTo.BOTH) == StderrTo.ERR;
        if (alone && !selection.hasStandardError()) {
            attributes.wrong("stderrTo", stderrTo, "there is no .err file beside this one", "both");
            return false;
        }
        return alone;
    }

    private static byte[] orEmpty(byte[] bytes) {
        return bytes == null ? new byte[0] : bytes;
    }
}
