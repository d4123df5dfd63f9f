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
 * The ids of this process as somebody supplied them: an attribute, else {@link RuntimeContext#setProcess}, whenever
 * that is called, else Ray, else the system properties {@code ray.job.id} and {@code ray.worker.id}, else the
 * environment variables {@code RAY_JOB_ID} and {@code RAY_WORKER_ID}. As in Ray 2.60 a job id has 8 hexadecimal digits
 * and a worker id 56.
 *
 * @param jobOfAttribute in lower case; null where no attribute gives one
 * @param workerOfAttribute in lower case; null where no attribute gives one
 * @param jobOfEnvironment of a property or a variable, in lower case; null where none gives one
 * @param workerOfEnvironment of a property or a variable, in lower case; null where none gives one
 */
public record ProcessIds(
        String jobOfAttribute, String workerOfAttribute, String jobOfEnvironment, String workerOfEnvironment) {

    /** How Ray writes the id of no job. */
    public static final String NIL_JOB = "ffffffff";

    /**
     * Reads the ids. A wrong attribute is refused; a wrong property or variable is an error and counts as absent.
     *
     * @param attributes says what is wrong with an attribute
     * @param jobId the attribute {@code jobId}, or null
     * @param workerId the attribute {@code workerId}, or null
     * @return the ids
     */
    public static ProcessIds supplied(Attributes attributes, String jobId, String workerId) {
        return new ProcessIds(
                ofAttribute(attributes, "jobId", jobId, ContextKeys.JOB_ID),
                ofAttribute(attributes, "workerId", workerId, ContextKeys.WORKER_ID),
                ofEnvironment("ray.job.id", "RAY_JOB_ID", ContextKeys.JOB_ID),
                ofEnvironment("ray.worker.id", "RAY_WORKER_ID", ContextKeys.WORKER_ID));
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

    private static String ofEnvironment(String property, String variable, ContextKeys key) {
        String fromProperty = checked(property, Environment.process().property(property), key);
        return fromProperty != null
                ? fromProperty
                : checked(variable, Environment.process().variable(variable), key);
    }

    private static String checked(String name, String value, ContextKeys key) {
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

    /** @return 8 hexadecimal digits; null where nothing supplies them, or somebody says that there is no job */
    public String jobId() {
        String job = first(jobOfAttribute, ProcessContext.of(ContextKeys.JOB_ID), jobOfEnvironment);
        return NIL_JOB.equals(job) ? null : job;
    }

    /** @return whether an attribute or {@link RuntimeContext#setProcess} says which job this is, or that there is none */
    public boolean sayJob() {
        return first(jobOfAttribute, ProcessContext.told(ContextKeys.JOB_ID)) != null;
    }

    /**
     * @param ofRay asks Ray, which counts before the environment; gives null where it does not know
     * @return 56 hexadecimal digits; null where nothing supplies them
     */
    public String workerId(Supplier<String> ofRay) {
        String told = first(workerOfAttribute, ProcessContext.told(ContextKeys.WORKER_ID));
        return told != null ? told : first(ofRay.get(), workerOfEnvironment);
    }

    /** @return the id of this node, 56 hexadecimal digits; null where nobody has told it */
    public static String nodeId() {
        return ProcessContext.of(ContextKeys.NODE_ID);
    }

    private static String first(String... ids) {
        return Arrays.stream(ids).filter(Objects::nonNull).findFirst().orElse(null);
    }

    /**
     * @param other of another appender of this process
     * @return these, and where an attribute is missing that of the other
     */
    public ProcessIds orElse(ProcessIds other) {
        return new ProcessIds(
                first(jobOfAttribute, other.jobOfAttribute),
                first(workerOfAttribute, other.workerOfAttribute),
                jobOfEnvironment,
                workerOfEnvironment);
    }

    /**
     * The worker id of a driver, as Ray 2.60 makes it.
     *
     * @param job the driver's job id
     * @return that id, filled up with {@code f}
     */
    public static String driverWorkerId(String job) {
        return job + "f".repeat(ContextKeys.WORKER_ID.digits() - job.length());
    }

    /** @return a worker id made at random, the same one for the whole life of the process */
    public static String randomWorkerId() {
        return JvmState.once("worker-id", () -> randomHex(ContextKeys.WORKER_ID.digits() / 2));
    }

    /**
     * @param bytes how many
     * @return that many random bytes from a secure source, in hexadecimal digits
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
