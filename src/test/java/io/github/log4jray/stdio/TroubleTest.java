package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who prints gets no exception and waits for nobody for ever, whatever appenders and filters do. */
class TroubleTest {

    @TempDir
    private Path directory;

    private List<String> linesAfter(Capturing.Log4j log4j, String trouble) throws Exception {
        Capturing capturing = new Capturing(directory);
        capturing.run(capturing.plan(log4j, Trouble.class, trouble));
        return capturing.lines("app");
    }

    @ParameterizedTest
    @EnumSource(Capturing.Log4j.class)
    void appenderThatThrowsDoesNotReachWhoPrints(Capturing.Log4j log4j) throws Exception {
        assertThat(linesAfter(log4j, "throws")).containsExactly("out", "err", "and more");
    }

    @ParameterizedTest
    @EnumSource(Capturing.Log4j.class)
    void filterThatPrintsMakesNoLoop(Capturing.Log4j log4j) throws Exception {
        assertThat(linesAfter(log4j, "filter")).containsOnlyOnce("out", "err");
    }

    @ParameterizedTest
    @EnumSource(Capturing.Log4j.class)
    void appenderThatPrintsATraceDoesNotWaitForAThreadThatPrintsALine(Capturing.Log4j log4j) throws Exception {
        assertThat(linesAfter(log4j, "line")).contains("waits");
    }

    /** The monitor of a stream is held by Throwable.printStackTrace while its lines are logged. */
    @ParameterizedTest
    @EnumSource(Capturing.Log4j.class)
    void appenderThatPrintsATraceDoesNotWaitForAThreadThatPrintsATrace(Capturing.Log4j log4j) throws Exception {
        assertThat(linesAfter(log4j, "trace")).contains("java.lang.IllegalStateException: waits");
    }

    @ParameterizedTest
    @EnumSource(Capturing.Log4j.class)
    void appenderMayWaitForAThreadThatPrints(Capturing.Log4j log4j) throws Exception {
        assertThat(linesAfter(log4j, "another")).containsExactlyInAnyOrder("first", "of another thread");
    }
}
