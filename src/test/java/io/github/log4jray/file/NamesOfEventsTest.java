package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.nio.file.Path;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code Routing} makes a file for each task. */
class NamesOfEventsTest {

    @TempDir
    private Path directory;

    @Test
    void whatCanNotBePartOfANameIsReplaced() {
        Path session = directory.resolve("session");
        Element routing = Config.routing(
                "$${ctx:task_name:-none}",
                Config.sessionDirectory()
                        .with("name", "task-${ctx:task_name:-none}")
                        .with("sessionDir", session)
                        .with("fileName", "${ctx:task_name:-none}.log")
                        .with(Config.pattern("%m%n")));
        try (StatusMessages messages = StatusMessages.listen();
                Logging logging = Logging.with(routing)) {
            for (String task : new String[] {"etl/load", "..", "a\\b", "tab\t", "x".repeat(300)}) {
                try (var context = CloseableThreadContext.put("task_name", task)) {
                    logging.logger("test").info("line of {}", task);
                }
            }
            assertThat(messages.containing(Level.ERROR)).isEmpty();
            assertThat(messages.containing(Level.WARN, "can't be the name of a file"))
                    .hasSizeLessThanOrEqualTo(1);
        }
        String cut = "x".repeat(179) + "-af22f3482ed18634.log";
        assertThat(TempDirectory.names(session.resolve("logs")))
                .containsExactlyInAnyOrder("etl_load.log", "_.log", "a_b.log", "tab_.log", cut);
        assertThat(session.resolve("logs").resolve("etl_load.log")).hasContent("line of etl/load");
    }
}
