package io.github.log4jray.file;

import io.github.log4jray.context.ProcessIds;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A component of Ray that has log files with documented names (Ray's page on logging; for Java components, the names that
 * Ray 2.39 to 2.60 writes).
 */
enum Component {
    /** The Java or Python part of a worker: the output of its tasks and actors. */
    WORKER("worker", Kind.OUT_AND_ERR, of -> "worker-" + of.workerId() + "-" + of.jobId() + "-" + ProcessIds.pid()),
    /** A worker that spills objects to external storage. */
    IO_WORKER("io-worker", Kind.OUT_AND_ERR, of -> "io-worker-" + of.workerId() + "-" + ProcessIds.pid()),
    /** The file that Ray's own Java workers write. */
    JAVA_WORKER("java-worker", Kind.LOG, of -> "java-worker-" + of.jobId() + "-" + ProcessIds.pid()),
    /** The native part of a Python driver. */
    PYTHON_CORE_DRIVER("python-core-driver", Kind.LOG, of -> core("python-core-driver", of)),
    /** The native part of a Python worker. */
    PYTHON_CORE_WORKER("python-core-worker", Kind.LOG, of -> core("python-core-worker", of)),
    /** The native part of a Java driver. */
    JAVA_CORE_DRIVER("java-core-driver", Kind.LOG, of -> core("java-core-driver", of)),
    /** The native part of a Java worker. */
    JAVA_CORE_WORKER("java-core-worker", Kind.LOG, of -> core("java-core-worker", of)),
    /** The process that schedules a node's workers. */
    RAYLET("raylet", Kind.OUT_AND_ERR),
    /** The server of the cluster's state. */
    GCS_SERVER("gcs_server", Kind.OUT_AND_ERR),
    /** The store behind the GCS. */
    REDIS("redis", Kind.OUT_AND_ERR),
    /** A shard of that store, with attribute {@code shard}. */
    REDIS_SHARD("redis-shard", Kind.OUT_AND_ERR, of -> "redis-shard_" + of.shard()),
    /** The object store of old Rays. */
    PLASMA_STORE("plasma_store", Kind.OUT_AND_ERR),
    /** The cluster launcher. */
    MONITOR("monitor", Kind.ANY),
    /** The dashboard. */
    DASHBOARD("dashboard", Kind.ANY),
    /** The dashboard's agent of a node. */
    DASHBOARD_AGENT("dashboard_agent", Kind.ANY),
    /** Sends log files to drivers. */
    LOG_MONITOR("log_monitor", Kind.ANY),
    /** Creates runtime environments. */
    RUNTIME_ENV_AGENT("runtime_env_agent", Kind.ANY),
    /** The creation of a job's runtime environment. */
    RUNTIME_ENV_SETUP("runtime_env_setup", Kind.LOG, of -> "runtime_env_setup-" + of.jobId()),
    /** A driver that was submitted as a job, with attribute {@code submissionId}. */
    JOB_DRIVER("job-driver", Kind.LOG, of -> "job-driver-" + of.submissionId());

    private static final Set<Component> NAMED_BY_WORKER =
            EnumSet.of(WORKER, IO_WORKER, PYTHON_CORE_DRIVER, PYTHON_CORE_WORKER, JAVA_CORE_DRIVER, JAVA_CORE_WORKER);

    private static final Set<Component> CORE =
            EnumSet.of(PYTHON_CORE_DRIVER, PYTHON_CORE_WORKER, JAVA_CORE_DRIVER, JAVA_CORE_WORKER);

    /** Which files a component has. */
    private enum Kind {
        OUT_AND_ERR(LogStream.OUT, LogStream.ERR),
        LOG(LogStream.LOG),
        /** The files of standard output and standard error are written only if {@code stream=} names them. */
        ANY(LogStream.LOG, LogStream.OUT, LogStream.ERR);

        private final List<LogStream> streams;

        Kind(LogStream... streams) {
            this.streams = List.of(streams);
        }
    }

    /** The parts of names. A method is called only if a name needs its part. */
    interface Parts {
        String workerId();

        /** @return the job id; {@value ProcessIds#NIL_JOB} for none */
        String jobId();

        String shard();

        String submissionId();
    }

    private final String written;
    private final Kind kind;
    private final Function<Parts, String> stem;

    Component(String written, Kind kind) {
        this(written, kind, of -> written);
    }

    Component(String written, Kind kind, Function<Parts, String> stem) {
        this.written = written;
        this.kind = kind;
        this.stem = stem;
    }

    private static String core(String component, Parts of) {
        return component + "-" + of.workerId() + "_" + ProcessIds.pid();
    }

    /** @return the name, as in {@code component=} */
    String written() {
        return written;
    }

    /** @return all names, for a message */
    static String known() {
        return Arrays.stream(values()).map(Component::written).collect(Collectors.joining(", "));
    }

    /** @return the component of this name; null if there is none */
    static Component named(String name) {
        return Arrays.stream(values())
                .filter(component -> component.written.equals(name))
                .findFirst()
                .orElse(null);
    }

    /** @return the streams that the component has files for */
    List<LogStream> streams() {
        return kind.streams;
    }

    /** @return whether this is the native part of a driver or worker, which has a file in each process on Ray */
    boolean isCore() {
        return CORE.contains(this);
    }

    /** @return whether the names contain a worker id and a pid, so that no other process writes the same files */
    boolean isOfOneProcess() {
        return NAMED_BY_WORKER.contains(this);
    }

    /**
     * @param stream the only stream that is written; null for all that the component writes by default
     * @param parts of the process
     * @return the names of the component's files
     */
    LogFileNames names(LogStream stream, Parts parts) {
        String name = stem.apply(parts);
        LogStream all = stream != null ? stream : kind.streams.get(0);
        boolean both = stream == null && kind == Kind.OUT_AND_ERR;
        return new LogFileNames(
                all == LogStream.ERR ? null : all.of(name),
                both || all == LogStream.ERR ? LogStream.ERR.of(name) : null);
    }
}
