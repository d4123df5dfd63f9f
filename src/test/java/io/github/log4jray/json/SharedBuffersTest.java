package io.github.log4jray.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.text.RenderBuffer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log4j's thread-locals are off, as in a web application. */
class SharedBuffersTest {

    private static final int EVENTS = 10_000;

    @TempDir
    private Path directory;

    /** Prints how many bytes are allocated for each event. */
    static final class Program {

        private static final RayJsonLayout LAYOUT = RayJsonLayout.newBuilder().build();
        private static final LogEvent EVENT = Log4jLogEvent.newBuilder()
                .setLoggerName("app.Main")
                .setMessage(new SimpleMessage("counting"))
                .build();

        private Program() {}

        public static void main(String[] arguments) {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            render();
            long before = threads.getCurrentThreadAllocatedBytes();
            render();
            System.out.println((threads.getCurrentThreadAllocatedBytes() - before) / EVENTS);
        }

        private static void render() {
            for (int i = 0; i < EVENTS; i++) {
                try (RenderBuffer buffer = RenderBuffer.take()) {
                    LAYOUT.bytes(EVENT, buffer);
                }
            }
        }
    }

    @Test
    void lineOfJsonAllocatesHardlyAnything() throws Exception {
        try (JavaProcess process = JavaProcess.plan(directory, Program.class)
                .configured(Config.console())
                .option("-Dlog4j2.enableThreadlocals=false")
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();

            // a new second is rendered once
            assertThat(Integer.parseInt(String.join("", process.lines()))).isLessThan(100);
        }
    }
}
