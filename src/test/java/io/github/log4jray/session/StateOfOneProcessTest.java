package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.programs.StartsItself;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process has found is for itself alone, whatever happens to system properties. */
class StateOfOneProcessTest {

    @TempDir
    private Path directory;

    @Test
    void childWithTheSystemPropertiesOfItsParentHasItsOwnIdAndRotatesItsFiles() throws Exception {
        Path session = directory.resolve("session");
        Path backup = session.resolve("logs").resolve("shared.log.2");
        // the child rotates as soon as its parent has not written for a second
        try (JavaProcess process = JavaProcess.plan(directory, StartsItself.class, "parent", backup.toString())
                .configured(
                        Config.sessionDirectory()
                                .with("name", "shared")
                                .with("fileName", "shared.log")
                                .with("sessionDir", session)
                                .with("maxBytes", 200)
                                .with("backupCount", 100)
                                .with(Config.pattern("%m%n")),
                        Config.sessionDirectory()
                                .with("component", "worker")
                                .with("sessionDir", session)
                                .with("stream", "out"))
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
        }

        assertThat(TempDirectory.names(session.resolve("logs")))
                .contains("shared.log", "shared.log.1", "shared.log.2")
                .filteredOn(name -> name.startsWith("worker-"))
                .extracting(name -> name.substring(0, "worker-".length() + 56))
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void restoredSystemPropertiesMakeNoSecondSession() {
        TempDirectory temp = new TempDirectory(directory);
        Properties before = (Properties) System.getProperties().clone();
        try (Logging logging = Logging.with(temp.appender("fileName=\"one.log\""))) {
            System.setProperties(before);
            logging.reconfigure(temp.appender("fileName=\"two.log\""));
        }

        assertThat(temp.sessions()).hasSize(1);
    }
}
