package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The documented names of the files of each component. */
class LogFileNamesTest {

    private static final long PID = ProcessHandle.current().pid();

    private static final Component.Parts PARTS = new Component.Parts() {
        @Override
        public String workerId() {
            return "WORKER";
        }

        @Override
        public String jobId() {
            return "JOB";
        }

        @Override
        public String shard() {
            return "7";
        }

        @Override
        public String submissionId() {
            return "raysubmit_x";
        }
    };

    @ParameterizedTest
    @CsvSource({
        "worker, worker-WORKER-JOB-PID.out, worker-WORKER-JOB-PID.err",
        "io-worker, io-worker-WORKER-PID.out, io-worker-WORKER-PID.err",
        "java-worker, java-worker-JOB-PID.log,",
        "python-core-driver, python-core-driver-WORKER_PID.log,",
        "python-core-worker, python-core-worker-WORKER_PID.log,",
        "java-core-driver, java-core-driver-WORKER_PID.log,",
        "java-core-worker, java-core-worker-WORKER_PID.log,",
        "raylet, raylet.out, raylet.err",
        "gcs_server, gcs_server.out, gcs_server.err",
        "redis, redis.out, redis.err",
        "redis-shard, redis-shard_7.out, redis-shard_7.err",
        "plasma_store, plasma_store.out, plasma_store.err",
        "monitor, monitor.log,",
        "dashboard, dashboard.log,",
        "dashboard_agent, dashboard_agent.log,",
        "log_monitor, log_monitor.log,",
        "runtime_env_agent, runtime_env_agent.log,",
        "runtime_env_setup, runtime_env_setup-JOB.log,",
        "job-driver, job-driver-raysubmit_x.log,"
    })
    void areThoseOfTheDocumentation(String component, String all, String standardError) {
        assertThat(Component.named(component).names(null, PARTS))
                .isEqualTo(new LogFileNames(
                        all.replace("PID", Long.toString(PID)),
                        standardError == null ? null : standardError.replace("PID", Long.toString(PID))));
    }

    @ParameterizedTest
    @EnumSource
    void areNarrowedToOneStream(Component component) {
        for (LogStream stream : component.streams()) {
            LogFileNames names = component.names(stream, PARTS);

            assertThat(Stream.of(names.all() == null ? names.standardError() : names.all()))
                    .singleElement()
                    .asString()
                    .endsWith("." + stream.written());
            assertThat(names.all() == null).isEqualTo(stream == LogStream.ERR);
            assertThat(names.standardError() == null).isEqualTo(stream != LogStream.ERR);
        }
    }

    @Test
    void componentsAreFoundByTheirExactName() {
        assertThat(Component.named("WORKER")).isNull();
        assertThat(Component.named("wroker")).isNull();
        assertThat(Component.known()).startsWith("worker, io-worker, ").endsWith(", job-driver");
    }

    @Test
    void namesWithAWorkerIdBelongToOneProcess() {
        assertThat(Arrays.stream(Component.values())
                        .filter(Component::isOfOneProcess)
                        .map(Component::written))
                .containsExactlyInAnyOrder(
                        "worker",
                        "io-worker",
                        "python-core-driver",
                        "python-core-worker",
                        "java-core-driver",
                        "java-core-worker");
    }
}
