package io.github.log4jray.file;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Logging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.ThreadContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of files with {@code magicTokens}. */
abstract class WithMagicTokens {

    @TempDir
    Path directory;

    Path logs;

    @BeforeEach
    void logs() {
        logs = directory.resolve("named/logs");
    }

    @AfterEach
    void forget() {
        ThreadContext.clearAll();
    }

    Logging logging(String attributes) {
        return Logging.with(Config.sessionDirectory()
                .with("magicTokens", "true")
                .with("sessionDir", logs.getParent())
                .attributes(attributes)
                .with(Config.pattern("%m%n")));
    }

    String written(String name) throws IOException {
        return Files.readString(logs.resolve(name));
    }

    /** Null for none. */
    static void of(String job, String actor, String task) {
        put("job_id", job);
        put("actor_name", actor);
        put("task_name", task);
    }

    private static void put(String key, String value) {
        if (value == null) {
            ThreadContext.remove(key);
        } else {
            ThreadContext.put(key, value);
        }
    }
}
