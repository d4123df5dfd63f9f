package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.driver.DriverConsoleAppender;
import io.github.log4jray.file.SessionDirectoryAppender;
import io.github.log4jray.stream.DriverStreamAppender;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.util.Builder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Log4j requires the attribute {@code name} in a configuration only: a program that forgets it is told so. */
class MissingNameTest {

    static Stream<Arguments> builders() {
        return Stream.of(
                Arguments.of(
                        "SessionDirectory",
                        SessionDirectoryAppender.newBuilder().setFileName("app.log")),
                Arguments.of("DriverStream", DriverStreamAppender.newBuilder()),
                Arguments.of("DriverConsole", DriverConsoleAppender.newBuilder()));
    }

    @ParameterizedTest
    @MethodSource("builders")
    void missingNameIsOneErrorAndTheAppenderIsLeftOut(String plugin, Builder<? extends AbstractAppender> builder) {
        try (StatusMessages messages = StatusMessages.listen()) {
            assertThat(builder.build()).isNull();

            assertThat(messages.containing(Level.ERROR))
                    .containsExactly(plugin
                            + ": missing name (expected a name, as in setName(\"app\")); the appender is left out");
        }
    }
}
