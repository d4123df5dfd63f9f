package io.github.log4jray.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.RotatingLog;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.ThreadContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("compat")
class RuntimeContextTest {

    private static final String JOB = "01000000";
    private static final String TASK = "c8ef45ccd0112571" + "f".repeat(24) + JOB;

    @TempDir
    private Path directory;

    @BeforeEach
    @AfterEach
    void clear() {
        ThreadContext.clearAll();
    }

    private static RuntimeContext task(String name) {
        return RuntimeContext.newBuilder().setTaskName(name).build();
    }

    private static Map<String, String> now() {
        return ThreadContext.getImmutableContext();
    }

    @Test
    void scopePutsEveryValueUnderRaysNameAndTakesItAway() {
        ThreadContext.put("other", "stays");
        RuntimeContext context = RuntimeContext.newBuilder()
                .setJobId(JOB)
                .setWorkerId("0A".repeat(28))
                .setNodeId("0b".repeat(28))
                .setActorId("0c".repeat(16))
                .setTaskId(TASK)
                .setActorName("Counter")
                .setTaskName("count")
                .setTaskFuncName("Counter.count")
                .build();
        try (RuntimeContext.Scope scope = RuntimeContext.enter(context)) {
            assertThat(scope).isNotNull();
            assertThat(now())
                    .containsOnly(
                            entry("job_id", JOB),
                            entry("worker_id", "0a".repeat(28)),
                            entry("node_id", "0b".repeat(28)),
                            entry("actor_id", "0c".repeat(16)),
                            entry("task_id", TASK),
                            entry("actor_name", "Counter"),
                            entry("task_name", "count"),
                            entry("task_func_name", "Counter.count"),
                            entry("other", "stays"));
        }
        assertThat(now()).containsOnly(entry("other", "stays"));
    }

    @Test
    void whatIsInForceOnAThreadCanBeReadWhoeverPutItThere() {
        ThreadContext.put("job_id", JOB);
        ThreadContext.put("actor_name", "");
        try (RuntimeContext.Scope scope = RuntimeContext.enter(task("count"))) {
            assertThat(scope).isNotNull();
            RuntimeContext current = RuntimeContext.current();
            assertThat(current.get(ContextKeys.TASK_NAME)).isEqualTo("count");
            assertThat(current.get(ContextKeys.JOB_ID)).isEqualTo(JOB);
            assertThat(current.get(ContextKeys.ACTOR_NAME)).isNull();
            assertThat(current).hasToString("RuntimeContext[job_id=" + JOB + ", task_name=count]");
        }
    }

    @Test
    void scopesNestAndWhatAnInnerOneDoesNotSayStays() {
        ThreadContext.put("task_name", "by hand");
        RuntimeContext.Scope outer = RuntimeContext.enter(
                RuntimeContext.newBuilder().setJobId(JOB).setTaskName("outer").build());
        RuntimeContext.Scope inner = RuntimeContext.enter(task("inner"));
        assertThat(now()).containsOnly(entry("job_id", JOB), entry("task_name", "inner"));
        inner.close();
        assertThat(now()).containsOnly(entry("job_id", JOB), entry("task_name", "outer"));
        outer.close();
        assertThat(now()).containsOnly(entry("task_name", "by hand"));
    }

    @Test
    void scopeClosedTooEarlyTakesTheLaterOnesWithItAndIsAnError() {
        ThreadContext.put("task_name", "before");
        try (StatusMessages messages = StatusMessages.listen()) {
            RuntimeContext.Scope outer = RuntimeContext.enter(task("outer"));
            RuntimeContext.Scope middle = RuntimeContext.enter(task("middle"));
            RuntimeContext.Scope inner = RuntimeContext.enter(task("inner"));

            middle.close();
            assertThat(now()).containsOnly(entry("task_name", "outer"));
            inner.close();
            middle.close();
            assertThat(now()).containsOnly(entry("task_name", "outer"));
            outer.close();

            assertThat(now()).containsOnly(entry("task_name", "before"));
            assertThat(messages.containing(Level.ERROR, "RuntimeContext", "before one that was entered later"))
                    .hasSize(1);
        }
    }

    @Test
    void scopeClosedByAnotherThreadChangesNothingThereAndEndsWhenItsOwnThreadComesBackToIt() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (StatusMessages messages = StatusMessages.listen()) {
            RuntimeContext.Scope outer = RuntimeContext.enter(task("outer"));
            RuntimeContext.Scope inner = RuntimeContext.enter(task("inner"));
            Future<Map<String, String>> there = other.submit(() -> {
                ThreadContext.put("task_name", "of the other thread");
                inner.close();
                return now();
            });
            assertThat(there.get()).containsOnly(entry("task_name", "of the other thread"));
            assertThat(messages.containing(
                            Level.ERROR,
                            "RuntimeContext",
                            Thread.currentThread().getName()))
                    .hasSize(1);

            RuntimeContext.Scope next = RuntimeContext.enter(
                    RuntimeContext.newBuilder().setJobId(JOB).build());
            assertThat(now()).containsOnly(entry("job_id", JOB), entry("task_name", "outer"));
            next.close();
            outer.close();
            assertThat(now()).isEmpty();
        } finally {
            other.shutdown();
        }
    }

    @Test
    void wrappedWorkHasTheContextOfItsMakerAndLeavesNothingBehindInAPooledThread() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            pool.submit(() -> ThreadContext.put("task_name", "of the thread")).get();
            pool.submit(() -> ThreadContext.put("actor_name", "of the thread")).get();
            Callable<Map<String, String>> now = RuntimeContextTest::now;
            Future<Map<String, String>> there;
            Future<Map<String, String>> viaExecutor;
            ThreadContext.put("other", "is not of the runtime context");
            RuntimeContext.Scope scope = RuntimeContext.enter(task("count"));
            there = pool.submit(RuntimeContext.wrap(now));
            viaExecutor = RuntimeContext.wrap(pool).submit(now);
            List<Future<Map<String, String>>> all = RuntimeContext.wrap(pool).invokeAll(List.of(now, now));
            Runnable failing = RuntimeContext.wrap((Runnable) () -> {
                throw new IllegalStateException("failed");
            });
            scope.close();

            assertThat(there.get()).containsOnly(entry("task_name", "count"));
            assertThat(viaExecutor.get()).containsOnly(entry("task_name", "count"));
            for (Future<Map<String, String>> one : all) {
                assertThat(one.get()).containsOnly(entry("task_name", "count"));
            }
            assertThatThrownBy(pool.submit(failing)::get).hasRootCauseMessage("failed");
            assertThat(pool.submit(now).get())
                    .containsOnly(entry("task_name", "of the thread"), entry("actor_name", "of the thread"));
        } finally {
            pool.shutdown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "0100000g", "0100000000", "../../..", "0100000\n", "01000000 "})
    void wrongIdIsNamedWithItsValue(String wrong) {
        assertThatThrownBy(() -> RuntimeContext.newBuilder().setJobId(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("invalid job_id \"" + wrong + "\" (expected 8 hexadecimal digits)");
    }

    @Test
    void processHasNoTask() {
        assertThatThrownBy(() -> RuntimeContext.setProcess(task("count")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("invalid task_name \"count\" (expected only ids of job, worker and node)");
    }

    private static Stream<Element> wrappers() {
        return Stream.of(
                Config.async("file"),
                Config.element("Rewrite")
                        .with("name", "rewrite")
                        .with(
                                Config.reference("file"),
                                Config.element("MapRewritePolicy").with("mode", "Add")));
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void anyLayoutSeesItBehindOtherAppenders(Element wrapper) {
        RotatingLog log = new RotatingLog(directory.resolve("session"));
        Element file = log.appender("", Config.pattern("%X{task_name} %X{job_id} %m%n"));
        try (Logging logging = Logging.with(file, wrapper)) {
            IntStream.range(0, 100).forEach(i -> {
                try (RuntimeContext.Scope scope = RuntimeContext.enter(task("task-" + i))) {
                    assertThat(scope).isNotNull();
                    logging.logger("test").info("line {}", i);
                }
            });
        }
        assertThat(log.lines())
                .containsAll(IntStream.range(0, 100)
                        .mapToObj(i -> "task-" + i + "  line " + i)
                        .toList());
    }
}
