package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.programs.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many processes that start at once on one temp directory agree, without anybody who leads them. */
class ManyProcessesTest {

    @TempDir
    Path directory;

    private final List<JavaProcess> processes = new ArrayList<>();
    private TempDirectory temp;

    @BeforeEach
    void temp() {
        temp = new TempDirectory(directory.resolve("ray"));
    }

    @AfterEach
    void end() {
        processes.forEach(JavaProcess::close);
    }

    private void start(int count, String attributes) throws Exception {
        Element appender = temp.appender("component=\"worker\" " + attributes);
        for (int i = 0; i < count; i++) {
            processes.add(JavaProcess.plan(directory, LogLines.class, "1")
                    .configured(appender)
                    .option("-XX:+UseSerialGC")
                    .option("-Xmx32m")
                    .start());
        }
    }

    private void joinAll() throws Exception {
        for (JavaProcess process : processes) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).isEmpty();
        }
    }

    private static void assertHasLineOf(JavaProcess process, Path logs) {
        assertThat(TempDirectory.names(logs)).anySatisfy(name -> {
            assertThat(name).matches("worker-[0-9a-f]{56}-ffffffff-" + process.pid() + "\\.out");
            assertThat(Files.readAllLines(logs.resolve(name)))
                    .singleElement()
                    .asString()
                    .endsWith(": line 0");
        });
    }

    @Test
    void eightMakeASessionEachAndTheLinkIsNeverBroken() throws Exception {
        assertEachMakesASession(8);
    }

    @Tag("slow")
    @Test
    void fiftyMakeASessionEachAndTheLinkIsNeverBroken() throws Exception {
        assertEachMakesASession(50);
    }

    private void assertEachMakesASession(int count) throws Exception {
        LinkWatch watch = new LinkWatch(temp.link());
        start(count, "");
        joinAll();
        watch.assertNeverBroken();

        assertThat(temp.sessions()).hasSize(count);
        for (JavaProcess process : processes) {
            assertThat(temp.sessions())
                    .filteredOn(session -> session.toString().endsWith("_" + process.pid()))
                    .singleElement()
                    .satisfies(session -> {
                        assertThat(TempDirectory.names(session.resolve("logs"))).hasSize(1);
                        assertHasLineOf(process, session.resolve("logs"));
                    });
        }
        assertThat(temp.link().toRealPath())
                .isEqualTo(temp.sessions().get(count - 1).toRealPath());
    }

    /** Looks at the link all the time, and counts from when it is there. */
    private static final class LinkWatch {

        private final AtomicBoolean ended = new AtomicBoolean();
        private final AtomicInteger good = new AtomicInteger();
        private final CompletableFuture<Integer> broken;

        LinkWatch(Path link) {
            broken = CompletableFuture.supplyAsync(() -> {
                int count = 0;
                while (!ended.get()) {
                    if (Files.isDirectory(link.resolve("logs"))) {
                        good.incrementAndGet();
                    } else if (good.get() > 0) {
                        count++;
                    }
                    Thread.yield();
                }
                return count;
            });
        }

        void assertNeverBroken() {
            ended.set(true);
            assertThat(broken.join()).as("how often it was missing or broken").isZero();
            assertThat(good).hasPositiveValue();
        }
    }

    @Test
    void fiveThatAskForTheLatestAgreeOnOne() throws Exception {
        assertAllAgree(5);
    }

    @Tag("slow")
    @Test
    void twentyThatAskForTheLatestAgreeOnOne() throws Exception {
        assertAllAgree(20);
    }

    private void assertAllAgree(int count) throws Exception {
        start(count, "session=\"latest\"");
        joinAll();

        assertThat(temp.link().toRealPath()).isEqualTo(temp.session().toRealPath());
        assertThat(temp.logs()).hasSize(count);
        processes.forEach(process -> assertHasLineOf(process, temp.session().resolve("logs")));
    }
}
