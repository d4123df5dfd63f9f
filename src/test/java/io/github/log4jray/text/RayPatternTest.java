package io.github.log4jray.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.core.pattern.RegexReplacement;
import org.apache.logging.log4j.core.time.MutableInstant;
import org.apache.logging.log4j.message.FormattedMessage;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.ObjectMessage;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.apache.logging.log4j.message.ReusableMessageFactory;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.message.StringMapMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is logged, the fast way gives the bytes that the layout itself gives. */
class RayPatternTest {

    private static final int EVENTS = 8000;
    private static final int THREADS = 4;

    private static final List<Level> LEVELS = List.of(
            Level.INFO,
            Level.WARN,
            Level.ERROR,
            Level.FATAL,
            Level.DEBUG,
            Level.TRACE,
            Level.ALL,
            Level.forName("NOTICE", 350),
            Level.forName("Grün", 450));

    private static final List<String> LOGGERS = List.of(
            "", "a", "a.b.C", "a.b.", ".a", ".", "..", "a..b", "a.b.Größe", "a b.c d", "org.example.Outer$Inner");

    private static final List<String> THREAD_NAMES = List.of(
            "main", "", "pool-1-thread-2", "Fädchen", "\u7dda\u7a0b", "[a]: b", "a\nb", "\ud83d\ude00", "%t {}");

    private static final List<String> TEXTS = List.of(
            "",
            "text",
            "two\nlines",
            "three\r\nlines\r",
            "${ray:pid} %m {} \\ ${env:HOME}",
            "Größe 3 €",
            "\u0000\t\u001b[1m\u007f\u0080\u2028\ufeff\uffff",
            "\ud83d\ude00 \ud800\udc00",
            "x".repeat(600),
            "ü".repeat(6000));

    private final TimeZone zoneBefore = TimeZone.getDefault();

    @AfterEach
    void zone() {
        TimeZone.setDefault(zoneBefore);
    }

    /** Makes events one after the other, often like the last one in something. */
    private static final class Events {

        private final Random random;
        private final List<Long> shifts = new ArrayList<>();
        private long millis;

        Events(long seed, ZoneId zone) {
            random = new Random(seed);
            for (int year : List.of(1975, 2000, 2024, 2030)) {
                ZonedDateTime day = ZonedDateTime.of(year, 1, 1, 0, 0, 0, 0, zone);
                ZoneOffsetTransition shift = zone.getRules().nextTransition(day.toInstant());
                if (shift != null) {
                    shifts.add(shift.getInstant().toEpochMilli());
                }
            }
        }

        private <T> T any(List<T> values) {
            return values.get(random.nextInt(values.size()));
        }

        private long nextMillis() {
            switch (random.nextInt(8)) {
                case 0 -> millis = (long) (random.nextDouble() * 130 * 365.25 * 86_400_000L);
                case 1, 2 -> millis = random.nextInt(5000);
                case 3 -> {
                    if (!shifts.isEmpty()) {
                        millis = any(shifts) + random.nextInt(4000) - 2000;
                    }
                }
                case 4 -> millis += random.nextInt(3000);
                case 5, 6 -> millis = Math.floorDiv(millis, 1000L) * 1000 + random.nextInt(1000);
                default -> {
                    // the same millisecond
                }
            }
            return millis;
        }

        private Message message() {
            String text = any(TEXTS);
            return switch (random.nextInt(9)) {
                case 0 -> null;
                case 1 -> new SimpleMessage(text);
                case 2 -> new ParameterizedMessage("{} and {}: {}", text, random.nextInt(), any(TEXTS));
                case 3 -> new ParameterizedMessage(text, (Object) null);
                case 4 -> new ObjectMessage(random.nextBoolean() ? Map.of("key", text) : null);
                case 5 -> new StringMapMessage().with("one", text).with("two", any(TEXTS));
                case 6 -> new FormattedMessage("%s, {}", text);
                case 7 -> ReusableMessageFactory.INSTANCE.newMessage("reused {}", text);
                default -> new SimpleMessage(text + random.nextInt());
            };
        }

        private LogEvent next() {
            MutableInstant instant = new MutableInstant();
            instant.initFromEpochMilli(nextMillis(), random.nextInt(1_000_000));
            // now and then an equal name that is another object
            String logger = any(LOGGERS);
            return Log4jLogEvent.newBuilder()
                    .setInstant(instant)
                    .setLevel(any(LEVELS))
                    .setLoggerName(random.nextInt(4) == 0 ? new String(logger) : logger)
                    .setThreadName(any(THREAD_NAMES))
                    .setMessage(message())
                    .setThrown(random.nextInt(10) == 0 ? new IllegalStateException(any(TEXTS)) : null)
                    .build();
        }
    }

    /** By a buffer of the thread and, as where Log4j's thread-locals are off, by one that threads share. */
    private static byte[] rendered(Renderer renderer, LogEvent event) {
        byte[] bytes = rendered(renderer, event, true);
        assertThat(rendered(renderer, event, false)).isEqualTo(bytes);
        return bytes;
    }

    private static byte[] rendered(Renderer renderer, LogEvent event, boolean threadLocals) {
        try (RenderBuffer scratch = RenderBuffer.take(threadLocals)) {
            renderer.bytes(event, scratch);
            return scratch.bytes().toByteArray();
        }
    }

    private static PatternLayout layout() {
        return DefaultLayout.of(DefaultLayout.RAY_JAVA, null);
    }

    private static void inThreads(Callable<Void> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Void>> ended = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                ended.add(threads.submit(work));
            }
            for (Future<Void> each : ended) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Tag("compat")
    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin"})
    void givesTheBytesOfTheLayoutInManyThreads(String zone) throws Exception {
        assertGivesTheBytesOfTheLayout(zone);
    }

    /** Up to 2.24 Log4j writes wrong times on the days of such shifts. */
    @ParameterizedTest
    @ValueSource(strings = {"America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"})
    void givesTheBytesOfTheLayoutWhereAZoneShiftsAtMidnightOrByPartsOfAnHourOrByADay(String zone) throws Exception {
        assertGivesTheBytesOfTheLayout(zone);
    }

    private static void assertGivesTheBytesOfTheLayout(String zone) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        PatternLayout layout = layout();
        assertThat(RayPattern.renders(layout)).isTrue();
        Renderer renderer = new Renderer(layout);
        inThreads(() -> {
            Events events = new Events(Thread.currentThread().getName().hashCode(), ZoneId.of(zone));
            for (int i = 0; i < EVENTS; i++) {
                LogEvent event = events.next();
                assertThat(rendered(renderer, event))
                        .as(() -> event + " of " + event.getInstant())
                        .isEqualTo(layout.toByteArray(event));
            }
            return null;
        });
    }

    /** Log4j itself writes no digits there. */
    @Tag("compat")
    @ParameterizedTest
    @CsvSource({
        "-1, '1969-12-31 23:59:59,999'",
        "-999, '1969-12-31 23:59:59,001'",
        "-1000, '1969-12-31 23:59:59,000'",
        "-1001, '1969-12-31 23:59:58,999'",
        "-86400000000, '1967-04-07 00:00:00,000'"
    })
    void dateIsRightBeforeTheEpochToo(long millis, String date) {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        Renderer renderer = new Renderer(layout());

        for (long before : new long[] {millis - 1, millis, millis + 1}) {
            rendered(renderer, event(before, "text", null));
            assertThat(new String(rendered(renderer, event(millis, "text", null)), StandardCharsets.UTF_8))
                    .isEqualTo(date + " INFO C [main]: text\n");
        }
    }

    /** As layouts have it from 2.25 on; before, theirs is that of a thread's first event. */
    @Test
    void eachRendererHasTheZoneThatItWasMadeIn() {
        List<PatternLayout> layouts = new ArrayList<>();
        List<Renderer> renderers = new ArrayList<>();
        for (String zone : List.of("Asia/Kathmandu", "UTC", "America/St_Johns")) {
            TimeZone.setDefault(TimeZone.getTimeZone(zone));
            layouts.add(layout());
            renderers.add(new Renderer(layouts.get(layouts.size() - 1)));
        }
        Events events = new Events(3, ZoneId.of("UTC"));
        for (int i = 0; i < EVENTS; i++) {
            LogEvent event = events.next();
            int which = events.random.nextInt(3);
            for (int next = which; next < which + 2; next++) {
                assertThat(rendered(renderers.get(next % 3), event))
                        .isEqualTo(layouts.get(next % 3).toByteArray(event));
            }
        }
    }

    @Tag("compat")
    @Test
    void argumentThatLogsDoesNotDisturbTheEventAroundIt() {
        PatternLayout layout = layout();
        Renderer renderer = new Renderer(layout);
        Events events = new Events(5, ZoneId.of("UTC"));
        for (int i = 0; i < 500; i++) {
            LogEvent inner = events.next();
            byte[] innerBytes = layout.toByteArray(inner);
            Object logs = new Object() {
                @Override
                public String toString() {
                    assertThat(rendered(renderer, inner)).isEqualTo(innerBytes);
                    return "has logged";
                }
            };
            // the layout itself is disturbed, so it gets the text
            Log4jLogEvent.Builder outer = Log4jLogEvent.newBuilder()
                    .setInstant(events.next().getInstant())
                    .setLevel(Level.INFO)
                    .setLoggerName("outer.Logger")
                    .setThreadName("outer");
            LogEvent logging = outer.setMessage(new ParameterizedMessage("before {} after", logs))
                    .build();
            LogEvent plain = outer.setMessage(new SimpleMessage("before has logged after"))
                    .build();
            assertThat(rendered(renderer, logging)).isEqualTo(layout.toByteArray(plain));
        }
    }

    @SuppressWarnings("deprecation") // the setters that 2.26.1 prefers are not in 2.17.1
    private static PatternLayout.Builder like() {
        return PatternLayout.newBuilder().withPattern(DefaultLayout.RAY_JAVA).withCharset(StandardCharsets.UTF_8);
    }

    private static LogEvent event(long millis, String message, Throwable thrown) {
        return Log4jLogEvent.newBuilder()
                .setTimeMillis(millis)
                .setLevel(Level.INFO)
                .setLoggerName("a.b.C")
                .setThreadName("main")
                .setMessage(new SimpleMessage(message))
                .setThrown(thrown)
                .build();
    }

    private static void assertRendersItself(PatternLayout layout, Charset charset, String end) {
        LogEvent event = event(1000, "password=ä", null);
        assertThat(RayPattern.renders(layout)).isFalse();
        assertThat(rendered(new Renderer(layout), event)).isEqualTo(layout.toByteArray(event));
        assertThat(new String(rendered(new Renderer(layout), event), charset)).endsWith(end);
    }

    @Tag("compat")
    @Test
    @SuppressWarnings("deprecation")
    void layoutThatReplacesIsRenderedByItself() {
        RegexReplacement secrets = RegexReplacement.createRegexReplacement(Pattern.compile("password=\\S+"), "****");

        assertRendersItself(
                like().withRegexReplacement(secrets).build(), StandardCharsets.UTF_8, "INFO C [main]: ****\n");
    }

    @Tag("compat")
    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "UTF-16LE"})
    @SuppressWarnings("deprecation")
    void layoutOfAnotherCharsetIsRenderedByItself(String charset) {
        assertRendersItself(
                like().withCharset(Charset.forName(charset)).build(),
                Charset.forName(charset),
                "INFO C [main]: password=ä\n");
    }

    @Tag("compat")
    @Test
    @SuppressWarnings("deprecation")
    void layoutThatNeverWritesExceptionsWritesNone() {
        PatternLayout layout = like().withAlwaysWriteExceptions(false).build();
        LogEvent event = event(1000, "text", new IllegalStateException("reason"));

        assertThat(rendered(new Renderer(layout), event)).isEqualTo(layout.toByteArray(event));
        assertThat(new String(rendered(new Renderer(layout), event), StandardCharsets.UTF_8))
                .endsWith("INFO C [main]: text\n");
    }
}
