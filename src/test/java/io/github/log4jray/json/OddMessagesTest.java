package io.github.log4jray.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Logging;
import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.ObjectMessage;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.message.StringMapMessage;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages and exceptions that are large, that fail, or that log themselves. */
class OddMessagesTest {

    private static final int TEN_MIB = 10 << 20;

    @TempDir
    private Path directory;

    private final RayJsonLayout layout = RayJsonLayout.newBuilder().build();

    private Map<String, Object> thrown(Throwable thrown) {
        Map<String, Object> object =
                JsonLines.object(layout.toByteArray(event().setThrown(thrown).build()));
        assertThat(object).containsEntry("message", "thrown").containsKey("timestamp_ns");
        return object;
    }

    private static Log4jLogEvent.Builder event() {
        return Log4jLogEvent.newBuilder().setLoggerName("app.Main").setMessage(new SimpleMessage("thrown"));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void fail(Throwable failure) throws T {
        throw (T) failure;
    }

    /** Its messages fail. */
    private static final class Failing extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Throwable failure;

        private Failing(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public String getMessage() {
            OddMessagesTest.<RuntimeException>fail(failure);
            return null;
        }
    }

    /** A layout asks for the time once more while it renders the beginning of a line. */
    private static LogEvent endingWithinTheBeginning(LogEvent event) {
        AtomicInteger calls = new AtomicInteger();
        return (LogEvent) Proxy.newProxyInstance(
                LogEvent.class.getClassLoader(), new Class<?>[] {LogEvent.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getInstant") && calls.incrementAndGet() == 2) {
                        throw new OutOfMemoryError("made up");
                    }
                    return method.invoke(event, arguments);
                });
    }

    @Test
    void eventWhoseBeginningIsNotRenderedLeavesNothingBehind() {
        LogEvent info = event().setTimeMillis(1000).setLevel(Level.INFO).build();
        LogEvent warning = event().setTimeMillis(1000).setLevel(Level.WARN).build();
        LogEvent ofAnother = event().setTimeMillis(1000)
                .setLevel(Level.INFO)
                .setLoggerName("app.Other")
                .build();
        for (LogEvent ending : List.of(warning, ofAnother)) {
            byte[] line = layout.toByteArray(info);
            assertThatThrownBy(() -> layout.toByteArray(endingWithinTheBeginning(ending)))
                    .hasMessage("made up");

            assertThat(layout.toByteArray(info)).isEqualTo(line);
            assertThat(JsonLines.object(layout.toByteArray(ending))).containsEntry("message", "thrown");
        }
    }

    @Test
    void everyMessageOfTenMebibytesIsOneLine() {
        for (String piece : List.of("a", "\n", "ä", "\u2028", "\ud83d\ude00", "\ud800a")) {
            String text = piece.repeat(TEN_MIB / piece.getBytes(StandardCharsets.UTF_8).length);
            LogEvent event = event().setMessage(new SimpleMessage(text)).build();
            String message =
                    (String) JsonLines.object(layout.toByteArray(event)).get("message");
            assertThat(message.equals(text.replace('\ud800', '\ufffd')))
                    .as(piece)
                    .isTrue();
        }
    }

    @Test
    void messageTypesOfLog4jAreWrittenAsTheyFormatThemselves() {
        Path file = directory.resolve("app.log");
        try (Logging logging = Logging.with(Config.file(file).with(Config.rayJson()))) {
            Logger logger = logging.logger("app.Main");
            logger.info(new StringMapMessage().with("user", "a\"b").with("count", "2"));
            logger.info(new ObjectMessage(List.of("a", "b")));
            logger.info((Object) List.of(1, 2));
            logger.info("{} of {}", 1, "two");
            logger.info(new StringBuilder("from a builder"));
            logger.info((String) null);
            logger.info("{} {}", null, new Object[] {null, "x"});
        }
        assertThat(JsonLines.of(file))
                .extracting(line -> line.get("message"))
                .containsExactly(
                        "count=\"2\" user=\"a\"b\"",
                        "[a, b]",
                        "[1, 2]",
                        "1 of two",
                        "from a builder",
                        "null",
                        "null [null, x]");
    }

    @Test
    void exceptionsWithCyclesAndSuppressedOnesAreWrittenAsJavaPrintsThem() {
        IllegalStateException outer = new IllegalStateException("outer\nof two lines");
        IllegalArgumentException cause = new IllegalArgumentException("cause", outer);
        outer.initCause(cause);
        outer.addSuppressed(new java.io.IOException("suppressed", cause));
        cause.addSuppressed(outer);
        assertThat((String) thrown(outer).get("exc_text"))
                .isEqualTo(RandomEvents.trace(outer))
                .contains("CIRCULAR REFERENCE", "Suppressed: java.io.IOException: suppressed");
    }

    /** As some do that have no frames, or those of another machine. */
    @Test
    void exceptionThatHasAPrintOrATraceOfItsOwnIsWrittenAsItPrintsItself() {
        class Printing extends RuntimeException {
            private static final long serialVersionUID = 1L;

            @Override
            public void printStackTrace(PrintWriter to) {
                to.println("printed by itself");
                to.write("far away".toCharArray(), 4, 4);
            }
        }
        class Traced extends RuntimeException {
            private static final long serialVersionUID = 1L;

            @Override
            public StackTraceElement[] getStackTrace() {
                return new StackTraceElement[] {new StackTraceElement("far", "away", null, 1)};
            }
        }
        assertThat(thrown(new Printing())).containsEntry("exc_text", "printed by itself\naway");
        for (RuntimeException own : List.of(new Printing(), new Traced())) {
            for (Throwable thrown : List.of(own, new IllegalStateException("outer", own))) {
                assertThat(thrown(thrown)).containsEntry("exc_text", RandomEvents.trace(thrown));
            }
        }
    }

    @Test
    void exceptionWhoseMessageFailsIsSaidWithItsFrames() {
        for (Failing failing : List.of(
                new Failing(new IllegalStateException()),
                new Failing(new StackOverflowError()),
                new Failing(new NoClassDefFoundError("gone")))) {
            assertThat((String) thrown(failing).get("exc_text"))
                    .startsWith(Failing.class.getName())
                    .contains("\n\tat " + getClass().getName());
        }
    }

    @Test
    void ofAnExceptionWhoseCauseFailsEverythingElseIsSaid() {
        Failing failing = new Failing(new IllegalStateException());
        assertThat((String)
                        thrown(new IllegalArgumentException("outer", failing)).get("exc_text"))
                .startsWith("java.lang.IllegalArgumentException: outer\n\tat "
                        + getClass().getName())
                .contains(IllegalStateException.class.getName());
    }

    @Test
    void messageThatFailsIsSaid() {
        for (Throwable failure : List.of(new IllegalStateException(), new StackOverflowError())) {
            Object argument = new Object() {
                @Override
                public String toString() {
                    OddMessagesTest.<RuntimeException>fail(failure);
                    return null;
                }
            };
            LogEvent event = event().setMessage(new ObjectMessage(argument)).build();
            assertThat((String) JsonLines.object(layout.toByteArray(event)).get("message"))
                    .contains(failure.getClass().getName());
        }
    }

    @Test
    void contextValueThatFailsIsSaidAndSpoilsNoLaterLine() {
        SortedArrayStringMap context = new SortedArrayStringMap();
        context.putValue("a", new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException();
            }
        });
        LogEvent event = event().setContextData(context).build();
        for (int i = 0; i < 2; i++) {
            assertThat(JsonLines.object(layout.toByteArray(event)))
                    .containsEntry("a", "[this value can't be had: java.lang.IllegalStateException]");
        }
    }

    @Test
    void messageThatLogsWhileItIsWrittenGivesBothLines() {
        Path file = directory.resolve("app.log");
        try (Logging logging = Logging.with(Config.file(file).with(Config.rayJson()))) {
            Logger logger = logging.logger("app.Main");
            Object argument = new Object() {
                @Override
                public String toString() {
                    ThreadContext.put("user", "inner");
                    logging.logger("app.Inner").warn("inner {}", "message", new IllegalStateException("inner"));
                    ThreadContext.remove("user");
                    return "outer";
                }
            };
            logger.info("before");
            logger.info("{} message", argument);
            logger.info(new ObjectMessage(argument));
            logger.info("after");
        }
        List<Map<String, Object>> lines = JsonLines.of(file);
        List<String> said = new ArrayList<>();
        for (Map<String, Object> line : lines) {
            said.add(line.get("levelname") + " " + line.get("name") + " " + line.get("user") + " " + line.get("message")
                    + (line.containsKey("exc_text") ? " !" : ""));
        }
        String inner = "WARNING app.Inner inner inner message !";
        assertThat(said)
                .containsExactly(
                        "INFO app.Main null before",
                        inner,
                        "INFO app.Main null outer message",
                        inner,
                        "INFO app.Main null outer",
                        "INFO app.Main null after");
    }

    @Test
    void contextValueThatLogsWhileItIsWrittenGivesBothLines() {
        SortedArrayStringMap inner = new SortedArrayStringMap();
        inner.putValue("a", "inner");
        List<byte[]> innerLines = new ArrayList<>();
        Object value = new Object() {
            @Override
            public String toString() {
                innerLines.add(layout.toByteArray(
                        event().setLoggerName("app.Inner").setContextData(inner).build()));
                return "outer";
            }
        };
        SortedArrayStringMap outer = new SortedArrayStringMap();
        outer.putValue("a", "first");
        outer.putValue("b", value);
        outer.putValue("c", "last");
        Map<String, Object> line = JsonLines.object(
                layout.toByteArray(event().setContextData(outer).build()));
        assertThat(line)
                .containsEntry("name", "app.Main")
                .containsEntry("a", "first")
                .containsEntry("b", "outer")
                .containsEntry("c", "last");
        assertThat(JsonLines.object(innerLines.get(0)))
                .containsEntry("name", "app.Inner")
                .containsEntry("a", "inner");
    }

    /** Its stack trace can't be had, and it prints none. */
    private static final class Traceless extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Throwable failure;

        private Traceless(Throwable failure) {
            super("traceless");
            this.failure = failure;
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            if (failure != null) {
                OddMessagesTest.<RuntimeException>fail(failure);
            }
            return null;
        }

        @Override
        public void printStackTrace(PrintWriter to) {
            throw new IllegalStateException();
        }
    }

    @Test
    void exceptionWithoutAStackTraceIsWritten() {
        for (Throwable failure : new Throwable[] {null, new IllegalStateException(), new StackOverflowError()}) {
            for (Throwable thrown :
                    List.of(new Traceless(failure), new IllegalStateException("outer", new Traceless(failure)))) {
                assertThat((String) thrown(thrown).get("exc_text"))
                        .startsWith(thrown.getClass().getName());
            }
        }
    }

    @Test
    void eventOfAnotherImplementationWithoutContextDataIsWritten() {
        LogEvent event = (LogEvent) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {LogEvent.class}, (proxy, method, arguments) -> {
                    Object value = method.invoke(event().build(), arguments);
                    return method.getName().equals("getContextData") ? null : value;
                });
        assertThat(JsonLines.object(layout.toByteArray(event))).containsEntry("message", "thrown");
    }

    @Test
    void valueIsThatOfTheMomentOfTheEvent() {
        AtomicInteger rows = new AtomicInteger(1);
        StringBuilder user = new StringBuilder("a");
        SortedArrayStringMap context = new SortedArrayStringMap();
        context.putValue("rows", rows);
        context.putValue("user", user);
        LogEvent event = event().setContextData(context).build();
        assertThat(JsonLines.object(layout.toByteArray(event)))
                .containsEntry("rows", 1)
                .containsEntry("user", "a");
        rows.set(2);
        user.append('b');
        assertThat(JsonLines.object(layout.toByteArray(event)))
                .containsEntry("rows", 2)
                .containsEntry("user", "ab");
    }

    @Test
    void windowsLineEndsInAnExceptionAreThoseOfJava() {
        String page = "<p>a line</p>\r\n".repeat(100_000) + "\ralone\r\r\n";
        assertThat((String) thrown(new IllegalStateException(page)).get("exc_text"))
                .startsWith("java.lang.IllegalStateException: <p>a line</p>\n<p>a line</p>\n")
                .contains("</p>\n\ralone\r\n\n\tat ")
                .doesNotContain("\r\n\t");
    }
}
