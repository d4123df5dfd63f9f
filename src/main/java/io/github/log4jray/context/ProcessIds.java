package io.github.log4jray.context;

import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.ProcessWide;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The ids of this process as somebody supplied them: an attribute, else the system properties {@code ray.job.id} and
 * {@code ray.worker.id}, else the environment variables {@code RAY_JOB_ID} and {@code RAY_WORKER_ID}. As in Ray 2.60 a
 * job id has 8 hexadecimal digits and a worker id 56.
 *
 * @param jobId in lower case; null where nothing supplies one
 * @param workerId in lower case; null where nothing supplies one
 */
public record ProcessIds(String jobId, String workerId) {

    /** How Ray writes the id of no job. */
    public static final String NIL_JOB = "ffffffff";

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final int JOB_DIGITS = 8;
    private static final int WORKER_DIGITS = 56;
    private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

    /**
     * Reads the ids. A wrong attribute is refused; a wrong property or variable is an error and counts as absent.
     *
     * @param attributes says what is wrong with an attribute
     * @param jobId the attribute {@code jobId}, or null
     * @param workerId the attribute {@code workerId}, or null
     * @return the ids
     */
    public static ProcessIds supplied(Attributes attributes, String jobId, String workerId) {
        String job = read(attributes, "jobId", jobId, JOB_DIGITS, "ray.job.id", "RAY_JOB_ID");
        String worker = read(attributes, "workerId", workerId, WORKER_DIGITS, "ray.worker.id", "RAY_WORKER_ID");
        return new ProcessIds(NIL_JOB.equals(job) ? null : job, worker);
    }

    private static String read(
            Attributes attributes, String attribute, String value, int digits, String property, String variable) {
        if (value != null) {
            String id = value.strip().toLowerCase(Locale.ROOT);
            if (isId(id, digits)) {
                return id;
            }
            attributes.refuse(attribute, value, "is not " + digits + " hexadecimal digits");
            return null;
        }
        String fromProperty = checked("system property " + property, Environment.property(property), digits);
        return fromProperty != null
                ? fromProperty
                : checked("environment variable " + variable, Environment.variable(variable), digits);
    }

    private static String checked(String name, String value, int digits) {
        if (value == null) {
            return null;
        }
        String id = value.toLowerCase(Locale.ROOT);
        if (isId(id, digits)) {
            return id;
        }
        if (ProcessWide.first("refused." + name + "=" + value)) {
            LOGGER.error("log4j-ray: {}=\"{}\" is not {} hexadecimal digits; ignoring it", name, value, digits);
        }
        return null;
    }

    private static boolean isId(String id, int digits) {
        return id.length() == digits && HEX.matcher(id).matches();
    }

    /**
     * @param job a job id
     * @return whether it has the form of one
     */
    public static boolean isJobId(String job) {
        return isId(job, JOB_DIGITS);
    }

    /**
     * The worker id of a driver, as Ray 2.60 makes it.
     *
     * @param job the driver's job id
     * @return that id, filled up with {@code f}
     */
    public static String driverWorkerId(String job) {
        return job + "f".repeat(WORKER_DIGITS - JOB_DIGITS);
    }

    /** @return a worker id made at random, the same one for the whole life of the process */
    public static String randomWorkerId() {
        return ProcessWide.once("worker-id", () -> randomHex(WORKER_DIGITS / 2));
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
