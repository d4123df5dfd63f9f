package io.github.log4jray.context;

import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.JvmState;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The configured ids of this process. The package comment of {@code session} has their order of precedence. As in Ray
 * 2.60 a job id has 8 hexadecimal digits and a worker id 56.
 *
 * <p>Immutable, but an id that {@link RuntimeContext#setProcess} or Ray sets later takes effect at once.
 *
 * @param jobOfAttribute in lower case; null without the attribute
 * @param workerOfAttribute in lower case; null without the attribute
 * @param jobOfEnvironment of the system property or the environment variable, in lower case; null without both
 * @param workerOfEnvironment of the system property or the environment variable, in lower case; null without both
 */
public record ProcessIds(
        String jobOfAttribute, String workerOfAttribute, String jobOfEnvironment, String workerOfEnvironment) {

    // Written by hand, as in each record that is compared: JDK 17 keeps the class whose generated method was linked
    // last.
    @Override
    public boolean equals(Object other) {
        return other instanceof ProcessIds ids
                && Objects.equals(jobOfAttribute, ids.jobOfAttribute)
                && Objects.equals(workerOfAttribute, ids.workerOfAttribute)
                && Objects.equals(jobOfEnvironment, ids.jobOfEnvironment)
                && Objects.equals(workerOfEnvironment, ids.workerOfEnvironment);
    }

    @Override
    public int hashCode() {
        return Objects.hash(jobOfAttribute, workerOfAttribute, jobOfEnvironment, workerOfEnvironment);
    }

    /** Ray's id for "no job". */
    public static final String NIL_JOB = "ffffffff";

    /**
     * Reads the ids. An invalid attribute is an error of the plugin. An invalid property or variable is reported once and
     * ignored.
     *
     * @param attributes of the plugin; reports an invalid attribute
     * @param environment of this process
     * @param jobId the attribute {@code jobId}, or null
     * @param workerId the attribute {@code workerId}, or null
     * @return the ids
     */
    public static ProcessIds configured(Attributes attributes, Environment environment, String jobId, String workerId) {
        return new ProcessIds(
                ofAttribute(attributes, "jobId", jobId, ContextKeys.JOB_ID),
                ofAttribute(attributes, "workerId", workerId, ContextKeys.WORKER_ID),
                ofEnvironment(environment, "ray.job.id", "RAY_JOB_ID", ContextKeys.JOB_ID),
                ofEnvironment(environment, "ray.worker.id", "RAY_WORKER_ID", ContextKeys.WORKER_ID));
    }

    private static String ofAttribute(Attributes attributes, String attribute, String value, ContextKeys key) {
        if (value == null) {
            return null;
        }
        String id = value.strip().toLowerCase(Locale.ROOT);
        if (!key.allows(id)) {
            attributes.refuse(attribute, value, "expected " + key.digits() + " hexadecimal digits");
            return null;
        }
        return id;
    }

    private static String ofEnvironment(Environment environment, String property, String variable, ContextKeys key) {
        return first(
                valid("system property " + property, environment.property(property), key),
                valid("system property " + variable, environment.property(variable), key),
                valid("environment variable " + variable, environment.variable(variable), key));
    }

    private static String valid(String name, String value, ContextKeys key) {
        if (value == null) {
            return null;
        }
        String id = value.toLowerCase(Locale.ROOT);
        if (key.allows(id)) {
            return id;
        }
        Environment.reportInvalid(name, value, "expected " + key.digits() + " hexadecimal digits", "ignoring it");
        return null;
    }

    /** @return 8 hexadecimal digits; null if no job is configured, or the configuration says "no job" */
    public String jobId() {
        String job = first(jobOfAttribute, ProcessContext.of(ContextKeys.JOB_ID), jobOfEnvironment);
        return NIL_JOB.equals(job) ? null : job;
    }

    /**
     * @return whether an attribute or {@link RuntimeContext#setProcess} configures the job, or "no job": then the job that
     *     Ray gives to this process has no effect
     */
    public boolean overridesJobOfRay() {
        return first(jobOfAttribute, ProcessContext.configured(ContextKeys.JOB_ID)) != null;
    }

    /**
     * @param ofRay asks Ray, which takes precedence over the environment; returns null if Ray does not know the id
     * @return 56 hexadecimal digits; null if no worker id is configured
     */
    public String workerId(Supplier<String> ofRay) {
        String configured = first(workerOfAttribute, ProcessContext.configured(ContextKeys.WORKER_ID));
        return configured != null ? configured : first(ofRay.get(), workerOfEnvironment);
    }

    /** @return the id of this node, 56 hexadecimal digits; null if neither the application nor Ray has set it */
    public static String nodeId() {
        return ProcessContext.of(ContextKeys.NODE_ID);
    }

    private static String first(String... ids) {
        return Arrays.stream(ids).filter(Objects::nonNull).findFirst().orElse(null);
    }

    /**
     * @param other the ids of another appender of this process
     * @return these ids; for each missing attribute that of the other appender
     */
    public ProcessIds orElse(ProcessIds other) {
        return new ProcessIds(
                first(jobOfAttribute, other.jobOfAttribute),
                first(workerOfAttribute, other.workerOfAttribute),
                jobOfEnvironment,
                workerOfEnvironment);
    }

    /**
     * Makes the worker id of a driver, as Ray 2.60 does.
     *
     * @param job the driver's job id
     * @return the job id, padded with {@code f} to 56 digits
     */
    public static String driverWorkerId(String job) {
        return job + "f".repeat(ContextKeys.WORKER_ID.digits() - job.length());
    }

    /** @return a random worker id, which stays the same for the whole life of the process */
    public static String randomWorkerId() {
        return JvmState.once("worker-id", () -> randomHex(ContextKeys.WORKER_ID.digits() / 2));
    }

    /**
     * @param bytes the number of random bytes
     * @return the bytes, from a secure source, in hexadecimal digits
     */
    public static String randomHex(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** @return the process id of this JVM */
    public static long pid() {
        return ProcessHandle.current().pid();
    }
}
