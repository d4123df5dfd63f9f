package io.github.log4jray.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The runtime context of many threads at once, behind everything in Log4j that hands events to another thread. */
class ContextOnThreadsTest {

    private static final int TASKS = 500;

    /** How events reach the appender. */
    private enum Way {
        SAME_THREAD("Root", "file"),
        ASYNC_APPENDER("Root", "async"),
        ASYNC_ROOT("AsyncRoot", "file"),
        ASYNC_SELECTOR("Root", "file");

        private final String root;
        private final String appender;

        Way(String root, String appender) {
            this.root = root;
            this.appender = appender;
        }
    }

    @TempDir
    private Path directory;

    static Stream<Arguments> everyWayOnEveryLog4j() {
        return JavaProcess.LOG4J_VERSIONS.stream()
                .flatMap(version -> Stream.of(Way.values()).map(way -> Arguments.of(version, way)));
    }

    static Stream<Arguments> everyWayAndOneOnTheOldestLog4j() {
        return everyWayOnEveryLog4j().filter(ContextOnThreadsTest::isQuick);
    }

    static Stream<Arguments> otherWaysOnTheOldestLog4j() {
        return everyWayOnEveryLog4j().filter(way -> !isQuick(way));
    }

    private static boolean isQuick(Arguments versionAndWay) {
        return versionAndWay.get()[0].equals(JavaProcess.LOG4J_VERSIONS.get(0))
                || versionAndWay.get()[1] == Way.ASYNC_SELECTOR;
    }

    private JavaProcess.Plan plan(String version, Way way, String threads) throws Exception {
        JavaProcess.Plan plan = JavaProcess.plan(directory, ContextOnThreads.class, threads, "" + TASKS)
                .onLog4j(version)
                .configured(Config.of(
                                Config.sessionDirectory()
                                        .with("fileName", "app.log")
                                        .with("sessionDir", directory)
                                        .with(Config.pattern("%m|%X{task_name}%n")),
                                Config.async("file"))
                        .root(Config.element(way.root).with("level", "info"))
                        .writingTo(way.appender));
        return way == Way.ASYNC_SELECTOR
                ? plan.option("-Dlog4j2.contextSelector=org.apache.logging.log4j.core.async.AsyncLoggerContextSelector")
                : plan;
    }

    private void assertEachLineHasItsTask(JavaProcess.Plan plan) throws Exception {
        try (JavaProcess process = plan.start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).isEmpty();
            List<String> lines = Files.readAllLines(directory.resolve("logs/app.log"));
            assertThat(lines).containsExactlyInAnyOrderElementsOf(ContextOnThreads.lines(TASKS));
        }
    }

    @ParameterizedTest
    @MethodSource("everyWayAndOneOnTheOldestLog4j")
    void eachLineHasItsTaskOnThreadsAndInAPool(String version, Way way) throws Exception {
        assertEachLineHasItsTask(plan(version, way, "platform"));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("otherWaysOnTheOldestLog4j")
    void eachLineHasItsTaskOnThreadsAndInAPoolOfTheOldestLog4j(String version, Way way) throws Exception {
        assertEachLineHasItsTask(plan(version, way, "platform"));
    }

    /** Needs {@code .ci/install-jdk}. */
    @Tag("jdk")
    @ParameterizedTest
    @MethodSource("everyWayOnEveryLog4j")
    void eachLineHasItsTaskOnVirtualThreads(String version, Way way) throws Exception {
        assertEachLineHasItsTask(plan(version, way, "virtual").onNewerJdk());
    }
}
