package io.github.log4jray.session;

import io.github.log4jray.context.ProcessIds;

/** A component of Ray whose log files have documented names. */
enum Component {
    /** {@code worker-<worker_id>-<job_id>-<pid>.out} and {@code .err}: what tasks and actors write. */
    WORKER("worker") {
        @Override
        LogFileNames names(String workerId, String jobId) {
            String stem = "worker-" + workerId + "-" + jobId + "-" + ProcessIds.pid();
            return new LogFileNames(stem + ".out", stem + ".err");
        }
    },
    /** {@code java-worker-<job_id>-<pid>.log}: the file that Ray's own Java workers write (Ray 2.39 to 2.60). */
    JAVA_WORKER("java-worker") {
        @Override
        LogFileNames names(String workerId, String jobId) {
            return new LogFileNames("java-worker-" + jobId + "-" + ProcessIds.pid() + ".log", null);
        }
    };

    private final String written;

    Component(String written) {
        this.written = written;
    }

    /** @return the name as {@code component=} has it */
    String written() {
        return written;
    }

    /**
     * @param workerId of the process
     * @param jobId of the process; {@value ProcessIds#NIL_JOB} for none
     * @return the names of the component's files
     */
    abstract LogFileNames names(String workerId, String jobId);
}
