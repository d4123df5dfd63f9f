package io.github.log4jray.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.JavaProcess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event that was serialized has no exception any more, but a description of it, which old layouts write. */
class ReceivedEventTest {

    @TempDir
    Path directory;

    @Test
    void isRenderedOnTheOldestLog4jAsItsLayoutRendersIt() throws Exception {
        try (JavaProcess process =
                JavaProcess.plan(directory, Program.class).onOldestLog4j().start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.lines()).contains("java.lang.IllegalStateException: reason");
        }
    }

    /** Prints such an event as this library renders it. */
    static final class Program {

        private Program() {}

        public static void main(String[] arguments) throws Exception {
            LogEvent event = Log4jLogEvent.newBuilder()
                    .setLevel(Level.INFO)
                    .setLoggerName("a.b.C")
                    .setThreadName("main")
                    .setMessage(new SimpleMessage("text"))
                    .setThrown(new IllegalStateException("reason"))
                    .build();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(event);
            }
            LogEvent received =
                    (LogEvent) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
            PatternLayout layout = DefaultLayout.of(DefaultLayout.RAY_JAVA, null);
            if (!new String(layout.toByteArray(received), layout.getCharset()).contains("reason")) {
                throw new AssertionError("the layout itself writes no exception");
            }
            try (RenderBuffer scratch = RenderBuffer.take()) {
                new Renderer(layout).bytes(received, scratch);
                System.out.print(scratch.bytes());
            }
        }
    }
}
