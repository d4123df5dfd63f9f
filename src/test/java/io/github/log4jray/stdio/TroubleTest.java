package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.OnEachLog4j;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Who prints gets no exception and waits for nobody for ever, whatever appenders and filters do. */
@OnEachLog4j
class TroubleTest {

    @Parameter
    private String log4j;

    @TempDir
    private Path directory;

    private List<String> linesAfter(String trouble) throws Exception {
        Capturing capturing = new Capturing(directory, log4j);
        capturing.run(capturing.plan(Trouble.class, trouble));
        return capturing.lines("app");
    }

    @Tag("compat")
    @Test
    void appenderThatThrowsDoesNotReachWhoPrints() throws Exception {
        assertThat(linesAfter("throws")).containsExactly("out", "err", "and more");
    }

    @Tag("compat")
    @Test
    void filterThatPrintsMakesNoLoop() throws Exception {
        assertThat(linesAfter("filter")).containsOnlyOnce("out", "err");
    }

    @Tag("compat")
    @Test
    void appenderThatPrintsATraceDoesNotWaitForAThreadThatPrintsALine() throws Exception {
        assertThat(linesAfter("line")).contains("waits");
    }

    /** The monitor of a stream is held by Throwable.printStackTrace while its lines are logged. */
    @Test
    void appenderThatPrintsATraceDoesNotWaitForAThreadThatPrintsATrace() throws Exception {
        assertThat(linesAfter("trace")).contains("java.lang.IllegalStateException: waits");
    }

    @Test
    void appenderMayWaitForAThreadThatPrints() throws Exception {
        assertThat(linesAfter("another")).containsExactlyInAnyOrder("first", "of another thread");
    }
}
