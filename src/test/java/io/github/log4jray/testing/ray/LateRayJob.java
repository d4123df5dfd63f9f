package io.github.log4jray.testing.ray;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessContext;
import io.github.log4jray.driver.WorkerEnvironment;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;

/**
 * A driver to which Ray tells its job when it has begun already, and whose configuration is read again then. Prints
 * what it hands to its workers, and its job, before and after.
 */
public final class LateRayJob {

    /** What Ray tells. */
    public static final String JOB = "05000000";

    private LateRayJob() {}

    public static void main(String[] arguments) {
        LogManager.getLogger(LateRayJob.class).info("begins");
        state();
        ProcessContext.setOfRay(ContextKeys.JOB_ID, JOB);
        LoggerContext context = (LoggerContext) LogManager.getContext(LateRayJob.class.getClassLoader(), false);
        context.reconfigure();
        state();
    }

    private static void state() {
        LoggerContext context = (LoggerContext) LogManager.getContext(LateRayJob.class.getClassLoader(), false);
        System.out.println(WorkerEnvironment.variables());
        System.out.println(
                "job " + context.getConfiguration().getStrSubstitutor().replace("${ray:job_id}"));
    }
}
