package io.github.log4jray.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.JvmState;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.ThreadContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of the configured ids takes precedence. */
class ProcessIdsTest {

    private static final String JOB = "0c000000";

    private final Attributes attributes = new Attributes("Test", "test");

    /** The application and Ray set the ids of the process, which is the one of all tests. */
    @AfterEach
    void forgetIdsOfProcess() {
        for (ContextKeys key : ContextKeys.values()) {
            JvmState.release("context." + key.key());
            JvmState.release("ray." + key.key());
        }
        RuntimeContext.setProcess(RuntimeContext.newBuilder().build());
        assertThat(ProcessContext.current().get(ContextKeys.JOB_ID)).isNull();
    }

    private static Map<String, String> entry(String name, String value) {
        return value == null ? Map.of() : Collections.singletonMap(name, value);
    }

    private ProcessIds ofJob(String attribute, String property, String variable) {
        return ProcessIds.configured(
                attributes,
                Environment.of(entry("ray.job.id", property), entry("RAY_JOB_ID", variable)),
                attribute,
                null);
    }

    private ProcessIds ofWorker(String attribute, String property, String variable) {
        return ProcessIds.configured(
                attributes,
                Environment.of(entry("ray.worker.id", property), entry("RAY_WORKER_ID", variable)),
                null,
                attribute);
    }

    private static String whole(String start) {
        return start == null ? null : start.repeat(28);
    }

    @ParameterizedTest
    @CsvSource({
        "0a000000, 0b000000, 0c000000, 0a000000",
        "0A000000, 0b000000,         , 0a000000",
        "        , 0B000000, 0c000000, 0b000000",
        "        ,         , 0C000000, 0c000000",
        "        , ' '     , 0c000000, 0c000000",
        "        , xyz     , 0c000000, 0c000000",
        "        , 0b000000, xyz     , 0b000000",
        "        , xyz     ,         ,         ",
        "        ,         ,         ,         ",
        "ffffffff, 0b000000, 0c000000,         ",
        "        , ffffffff, 0c000000,         "
    })
    void jobIsThatOfTheAttributeElseOfThePropertyElseOfTheVariable(
            String attribute, String property, String variable, String expected) {
        assertThat(ofJob(attribute, property, variable).jobId()).isEqualTo(expected);
        assertThat(attributes.refused()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0a, 0b, 0c, 0a",
        "0A, 0b,   , 0a",
        "  , 0B, 0c, 0b",
        "  ,   , 0C, 0c",
        "  , zz, 0c, 0c",
        "  ,   ,   ,   "
    })
    void workerIsThatOfTheAttributeElseOfThePropertyElseOfTheVariable(
            String attribute, String property, String variable, String expected) {
        assertThat(ofWorker(whole(attribute), whole(property), whole(variable)).workerId(() -> null))
                .isEqualTo(whole(expected));
    }

    @ParameterizedTest
    @CsvSource({"01", "0100000g", "0100000000", "../../.."})
    void invalidAttributeIsAnErrorOfThePlugin(String invalid) {
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThat(ofJob(invalid, "0b000000", null).jobId()).isEqualTo("0b000000");
            assertThat(messages.containing(
                            Level.ERROR,
                            "Test \"test\": invalid jobId \"" + invalid + "\" (expected 8 hexadecimal digits)"))
                    .hasSize(1);
        }
        assertThat(attributes.refused()).isTrue();
    }

    @Test
    void invalidPropertyOrVariableIsReportedOnce() {
        String invalid = "no id " + UUID.randomUUID();
        try (StatusMessages messages = StatusMessages.listen()) {
            ofJob(null, invalid, invalid);
            ofJob(null, invalid, invalid);
            ofWorker(null, null, invalid);

            assertThat(messages.containing(Level.ERROR, invalid))
                    .containsExactly(
                            "log4j-ray: invalid system property ray.job.id \"" + invalid
                                    + "\" (expected 8 hexadecimal digits); ignoring it",
                            "log4j-ray: invalid environment variable RAY_JOB_ID \"" + invalid
                                    + "\" (expected 8 hexadecimal digits); ignoring it",
                            "log4j-ray: invalid environment variable RAY_WORKER_ID \"" + invalid
                                    + "\" (expected 56 hexadecimal digits); ignoring it");
        }
        assertThat(attributes.refused()).isFalse();
    }

    @Test
    void applicationIsBetweenTheAttributeAndRay() {
        ProcessIds ofAttribute = ofJob("0a000000", null, JOB);
        ProcessIds ofVariable = ofJob(null, null, JOB);
        assertThat(ofVariable.overridesJobOfRay()).isFalse();
        ProcessContext.setOfRay(ContextKeys.JOB_ID, "0d000000");
        assertThat(ofVariable.jobId()).as("Ray's takes effect at once").isEqualTo("0d000000");
        assertThat(ofVariable.overridesJobOfRay()).isFalse();
        RuntimeContext.setProcess(
                RuntimeContext.newBuilder().setJobId("0e000000").build());

        assertThat(ofVariable.jobId()).isEqualTo("0e000000");
        assertThat(ofVariable.overridesJobOfRay()).isTrue();
        assertThat(ofAttribute.jobId()).isEqualTo("0a000000");
        assertThat(ofAttribute.overridesJobOfRay()).isTrue();
    }

    @Test
    void noJobOfAnAttributeOverridesThatOfRay() {
        ProcessContext.setOfRay(ContextKeys.JOB_ID, "0d000000");
        ProcessIds none = ofJob(ProcessIds.NIL_JOB, null, JOB);

        assertThat(none.jobId()).isNull();
        assertThat(none.overridesJobOfRay()).isTrue();
    }

    @Test
    void workerOfRayIsBetweenTheApplicationAndTheEnvironment() {
        ProcessIds ids = ofWorker(null, whole("0b"), null);
        assertThat(ids.workerId(() -> whole("0d"))).isEqualTo(whole("0d"));
        RuntimeContext.setProcess(
                RuntimeContext.newBuilder().setWorkerId(whole("0e")).build());

        assertThat(ids.workerId(ProcessIdsTest::notAsked)).isEqualTo(whole("0e"));
        assertThat(ofWorker(whole("0a"), null, null).workerId(ProcessIdsTest::notAsked))
                .isEqualTo(whole("0a"));
    }

    private static String notAsked() {
        throw new AssertionError("Ray is asked only where nothing of higher precedence is configured");
    }

    @Test
    void nodeIsThatOfTheApplicationElseOfRay() {
        assertThat(ProcessIds.nodeId()).isNull();
        ProcessContext.setOfRay(ContextKeys.NODE_ID, whole("0d"));
        assertThat(ProcessIds.nodeId()).isEqualTo(whole("0d"));
        RuntimeContext.setProcess(
                RuntimeContext.newBuilder().setNodeId(whole("0e")).build());
        assertThat(ProcessIds.nodeId()).isEqualTo(whole("0e"));
    }

    @Test
    void threadHasTheIdsOfTheProcessUnlessItHasItsOwnAndTakesThemNowhere() {
        RuntimeContext.setProcess(RuntimeContext.newBuilder()
                .setJobId("0e000000")
                .setNodeId(whole("0e"))
                .build());
        Runnable wrapped;
        try (RuntimeContext.Scope scope = RuntimeContext.enter(
                RuntimeContext.newBuilder().setJobId("0a000000").build())) {
            assertThat(scope).isNotNull();
            assertThat(RuntimeContext.current().get(ContextKeys.JOB_ID)).isEqualTo("0a000000");
            assertThat(RuntimeContext.current().get(ContextKeys.NODE_ID)).isEqualTo(whole("0e"));
            wrapped = RuntimeContext.wrap(() -> {
                assertThat(RuntimeContext.current().get(ContextKeys.JOB_ID)).isEqualTo("0a000000");
                assertThat(ThreadContext.getImmutableContext()).containsOnlyKeys("job_id");
            });
        }
        assertThat(RuntimeContext.current().get(ContextKeys.JOB_ID)).isEqualTo("0e000000");
        wrapped.run();
    }

    @Test
    void idsOfAnotherAppenderFillInMissingAttributes() {
        ProcessIds own = new ProcessIds("0a000000", null, "0b000000", whole("0b"));
        ProcessIds other = new ProcessIds("0c000000", whole("0c"), "0d000000", whole("0d"));

        assertThat(own.orElse(other)).isEqualTo(new ProcessIds("0a000000", whole("0c"), "0b000000", whole("0b")));
    }

    @Test
    void workerOfADriverIsItsJobPadded() {
        assertThat(ProcessIds.driverWorkerId("01000000")).isEqualTo("01000000" + "f".repeat(48));
    }
}
