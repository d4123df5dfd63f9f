package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.RuntimeContext;
import io.github.log4jray.settings.JvmState;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names of files have the ids that the process has at the first event: a program sets them after Log4j has started. */
class NamesOfLaterIdsTest {

    private static final long PID = ProcessHandle.current().pid();
    private static final String WORKER = "0123456789abcdef".repeat(3) + "01234567";

    @TempDir
    Path directory;

    private TempDirectory temp;

    @BeforeEach
    void temp() {
        temp = new TempDirectory(directory.resolve("ray"));
    }

    /** The application sets the ids of the process, which is the one of all tests. */
    @AfterEach
    void forgetIdsOfProcess() {
        for (ContextKeys key : ContextKeys.values()) {
            JvmState.release("context." + key.key());
        }
        RuntimeContext.setProcess(RuntimeContext.newBuilder().build());
    }

    private static void setIds(String job) {
        RuntimeContext.setProcess(
                RuntimeContext.newBuilder().setJobId(job).setWorkerId(WORKER).build());
    }

    private Logging start(String attributes) {
        return Logging.with(temp.appender(attributes));
    }

    @Test
    void idsThatAreSetBeforeTheFirstEventAreInTheNames() {
        try (Logging logging = start("component=\"worker\" stderrLevel=\"ERROR\"")) {
            setIds("0a000000");
            logging.logger("test").error("line");
            logging.logger("test").info("another");
        }

        String stem = "worker-" + WORKER + "-0a000000-" + PID;
        assertThat(temp.logs()).containsExactly(stem + ".err", stem + ".out");
        assertThat(temp.lines(stem + ".out")).hasSize(2);
        assertThat(temp.lines(stem + ".err")).hasSize(1);
    }

    @Test
    void afterTheFirstEventTheNameStays() {
        try (Logging logging = start("component=\"java-worker\"")) {
            setIds("0a000000");
            logging.logger("test").info("line");
            setIds("0b000000");
            logging.logger("test").info("another");
        }

        assertThat(temp.logs()).containsExactly("java-worker-0a000000-" + PID + ".log");
        assertThat(temp.lines(temp.logs().get(0))).hasSize(2);
    }

    @Test
    void anAttributeTakesPrecedence() {
        try (Logging logging = start("component=\"java-worker\" jobId=\"0c000000\"")) {
            setIds("0a000000");
            logging.logger("test").info("line");
        }

        assertThat(temp.logs()).containsExactly("java-worker-0c000000-" + PID + ".log");
    }

    @Test
    void aReconfigurationNamesTheFileAnew() {
        try (Logging logging = start("component=\"java-worker\"")) {
            logging.logger("test").info("before");
            logging.reconfigure(temp.appender("component=\"java-worker\""));
            setIds("0b000000");
            logging.logger("test").info("line");
        }

        assertThat(temp.logs())
                .containsExactly("java-worker-0b000000-" + PID + ".log", "java-worker-ffffffff-" + PID + ".log");
    }
}
