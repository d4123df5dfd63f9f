package io.github.log4jray.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.programs.LogWithProvider;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code RuntimeContext.current} and {@code wrap} see the providers that events see, with each kind of context map. */
@Tag("compat")
class ContextProvidersTest {

    @TempDir
    private Path directory;

    static Stream<Arguments> everyMapOnEveryLog4j() {
        return JavaProcess.LOG4J_VERSIONS.stream()
                .flatMap(version -> Stream.of("false", "true").map(garbageFree -> Arguments.of(version, garbageFree)));
    }

    @ParameterizedTest
    @MethodSource("everyMapOnEveryLog4j")
    void providerIsSeenByTheContextOfTheThreadAsByItsEvents(String version, String garbageFree) throws Exception {
        Path service = directory.resolve("META-INF/services/org.apache.logging.log4j.core.util.ContextDataProvider");
        Files.createDirectories(service.getParent());
        Files.writeString(service, LogWithProvider.Provider.class.getName());
        try (JavaProcess process = JavaProcess.plan(directory, LogWithProvider.class)
                .onLog4j(version)
                .classPath(directory + File.pathSeparator + System.getProperty("java.class.path"))
                .option("-Dlog4j2.garbagefreeThreadContextMap=" + garbageFree)
                .configured(Config.of(Config.console().with(Config.pattern("%m %X{task_name}%n")))
                        .status("error"))
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.lines())
                    .isEqualTo(List.of("event count", "current count Counter", "wrapped count", "wrapped count"));
        }
    }
}
