package io.github.log4jray.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each plugin answers an attribute that it does not have with the most similar one that it has. */
class UnknownAttributesTest {

    private static final List<String> NAMES =
            List.of("backupCount", "bufferSize", "host", "maxBytes", "name", "stderrTo");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "maxByte, maxBytes",
        "MAXBYTE, maxBytes",
        "max-bytes, maxBytes",
        "backupcounts, backupCount",
        "bufersize, bufferSize",
        "stdErrto1, stderrTo",
        "hosts, host",
        "nam, name",
        "x,",
        "append,",
        "PatternLayout,"
    })
    void mostSimilarNameNeedsTheFewestChanges(String unknown, String name) {
        assertThat(UnknownAttributes.mostSimilar(unknown, NAMES)).isEqualTo(name);
    }

    static Stream<Arguments> plugins() {
        Element file = Config.sessionDirectory().with("fileName", "app.log");
        Element rolling = Config.element("RollingFile")
                .with("name", "rolling")
                .with("fileName", "${sys:java.io.tmpdir}/unknown-attributes.log")
                .with("filePattern", "${sys:java.io.tmpdir}/unknown-attributes.%i.log")
                .with("createOnDemand", true);
        Element policy = Config.element("RayTriggeringPolicy");
        Element strategy = Config.element("RayRolloverStrategy");
        return Stream.of(
                Arguments.of("maxByte", "SessionDirectory \"file\"", "maxBytes", file.with("maxByte", "1 MB")),
                Arguments.of("sesionDir", "SessionDirectory \"file\"", "sessionDir", file.with("sesionDir", "/x")),
                Arguments.of(
                        "adress",
                        "DriverStream \"driver\"",
                        "address",
                        Config.driverStream().with("adress", "h:1")),
                Arguments.of(
                        "ports",
                        "DriverConsole \"console\"",
                        "port",
                        Config.driverConsole().with("ports", 0)),
                Arguments.of(
                        "timezones",
                        "RayJsonLayout of SessionDirectory \"file\"",
                        "timeZone",
                        file.with(Config.rayJson().with("timezones", "UTC"))),
                Arguments.of(
                        "maxByte",
                        "RayTriggeringPolicy of RollingFile \"rolling\"",
                        "maxBytes",
                        rolling.with(policy.with("maxByte", 1)).with(strategy)),
                Arguments.of(
                        "backupCounts",
                        "RayRolloverStrategy of RollingFile \"rolling\"",
                        "backupCount",
                        rolling.with(policy).with(strategy.with("backupCounts", 1))));
    }

    @ParameterizedTest
    @MethodSource("plugins")
    void everyPluginNamesTheRightAttribute(String unknown, String label, String right, Element appender) {
        assertThat(errorsOf(appender))
                .containsExactly(
                        label + ": unknown attribute \"" + unknown + "\" (did you mean " + right + "?); ignoring it");
    }

    @Test
    void nameThatIsSimilarToNoneIsAnsweredWithAll() {
        assertThat(errorsOf(Config.driverConsole().with("append", true)))
                .singleElement()
                .asString()
                .startsWith("DriverConsole \"console\": unknown attribute or element \"append\" (expected one of the ")
                .contains(", escape, host, ", ", name, port, session, ")
                .endsWith(", workerId); ignoring it");
    }

    @Test
    void knownAttributesAreNoError() {
        assertThat(errorsOf(Config.sessionDirectory()
                        .with("fileName", "app.log")
                        .with("MAXBYTES", "1 MB")
                        .with("ignoreExceptions", false)
                        .with(Config.rayJson())))
                .isEmpty();
    }

    private List<String> errorsOf(Element appender) {
        try (StatusMessages messages = StatusMessages.listen()) {
            System.setProperty("log4jray.tempDir", directory.toString());
            try {
                Logging.with(appender).close();
            } finally {
                System.clearProperty("log4jray.tempDir");
            }
            return messages.containing(Level.ERROR, ": unknown ");
        }
    }
}
