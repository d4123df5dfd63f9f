package io.github.log4jray.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Logging;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver whose standard output is closed. */
final class FailingConsoleTest {

    @TempDir
    private Path directory;

    private static final class Closed extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("closed");
        }
    }

    private static Logging onClosedOutput(String configuration) {
        PrintStream before = System.out;
        System.setOut(new PrintStream(new Closed(), true));
        try {
            return Logging.raw(configuration);
        } finally {
            System.setOut(before);
        }
    }

    @Test
    void failoverGetsTheEventsThatCannotBePrinted() throws IOException {
        Path file = directory.resolve("failover.log");
        String configuration = "<Configuration><Appenders>"
                + "<DriverConsole name=\"console\" source=\"none\" ignoreExceptions=\"false\" sessionDir=\"" + directory
                + "\"/>"
                + "<File name=\"file\" fileName=\"" + file + "\"><PatternLayout pattern=\"%m%n\"/></File>"
                + "<Failover name=\"failover\" primary=\"console\" retryIntervalSeconds=\"0\"><Failovers>"
                + "<AppenderRef ref=\"file\"/></Failovers></Failover>"
                + "</Appenders><Loggers><Root level=\"info\"><AppenderRef ref=\"failover\"/></Root></Loggers>"
                + "</Configuration>";
        try (Logging driver = onClosedOutput(configuration)) {
            driver.logger("a").info("one");
            driver.logger("a").info("two");
        }
        assertThat(Files.readAllLines(file)).containsExactly("one", "two");
    }
}
