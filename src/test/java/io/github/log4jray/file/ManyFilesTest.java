package io.github.log4jray.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.programs.ManyRoutes;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code Routing} makes a file for each of many tasks. */
class ManyFilesTest {

    private static final int FILES = 1000;

    @TempDir
    private Path directory;

    @Test
    void fileOfOneLineTakesLittleMemoryAndIsCompleteAtTheEndOfTheJvm() throws Exception {
        try (JavaProcess process = JavaProcess.plan(directory, ManyRoutes.class, Integer.toString(FILES))
                .configured(Config.routing(
                        "$${ctx:task_name}",
                        Config.sessionDirectory()
                                .with("name", "${ctx:task_name}")
                                .with("sessionDir", directory)
                                .with("fileName", "${ctx:task_name}.log")
                                .with(Config.pattern("%m%n"))))
                .option("-Dlog4j2.shutdownHookEnabled=false")
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).isEmpty();
            assertThat(process.lines())
                    .last()
                    .satisfies(bytes -> assertThat(Long.parseLong(bytes)).isBetween(1L, 16L * 1024));
        }
        for (int i = 0; i < FILES; i++) {
            assertThat(Files.readString(directory.resolve("logs/etl_load " + i + ".log")))
                    .isEqualTo("line of " + i + "\n");
        }
    }
}
