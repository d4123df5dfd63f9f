package io.github.log4jray.json;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.JdkMapAdapterStringMap;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.time.MutableInstant;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.ObjectMessage;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.apache.logging.log4j.message.ReusableMessageFactory;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.apache.logging.log4j.util.StringMap;

/** Events at random, the same ones for the same seed. One often has much of the one before it, as in a program. */
final class RandomEvents {

    private static final Level[] LEVELS = {
        Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR, Level.FATAL, Level.forName("NOTICE \"1\"", 350)
    };
    private static final String[] PIECES = {
        "a",
        "batch ",
        "\"",
        "\\",
        "/",
        "\n",
        "\r\n",
        "\t",
        "\b",
        "\f",
        "\u0000",
        "\u0001",
        "\u001b[31m",
        "\u007f",
        "\u0085",
        "\u00e4",
        "\u20ac",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\ufffd",
        "\uffff",
        "\ud83d\ude00",
        "\ud800",
        "\udc00",
        "\udbff",
        "{}",
        "{\"message\":1}",
        "${sys:user.dir}",
        "</script>",
        "long and plain ASCII text "
    };
    private static final String[] KEYS = {
        "job_id",
        "worker_id",
        "node_id",
        "actor_id",
        "task_id",
        "task_name",
        "task_func_name",
        "actor_name",
        "message",
        "asctime",
        "process",
        "timestamp_ns",
        "exc_text",
        "user",
        "User",
        "request",
        "\u00e4",
        "",
        "service",
        "two\nlines"
    };

    /** Makes some texts longer than any part in which they are written. */
    private static final int MOST_REPEATED = 20_000;

    private final Random random;
    private String logger = "app.Main";
    private StringMap context = new SortedArrayStringMap();
    private long second = 1_790_000_000L;

    RandomEvents(long seed) {
        random = new Random(seed);
    }

    /** An event, and the text of its message, which is to be read at once: some are used again for the next event. */
    record Any(LogEvent event, String message) {}

    boolean chance(int one, int of) {
        return random.nextInt(of) < one;
    }

    String text() {
        if (chance(1, 150)) {
            return chance(1, 2) ? "" : PIECES[random.nextInt(PIECES.length)].repeat(random.nextInt(MOST_REPEATED));
        }
        return shortText();
    }

    private String shortText() {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(12); left >= 0; left--) {
            text.append(chance(1, 3) ? "plain" : PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private String key() {
        return chance(4, 5) ? KEYS[random.nextInt(KEYS.length)] : shortText();
    }

    Any next() {
        if (chance(1, 4)) {
            logger = chance(1, 20) ? null : chance(1, 3) ? text() : new String("app.Main");
        }
        if (chance(1, 3)) {
            context = context();
        }
        if (chance(1, 5)) {
            second += random.nextInt(100_000) - 30_000;
        }
        MutableInstant instant = new MutableInstant();
        instant.initFromEpochSecond(second, random.nextInt(1_000_000_000));
        Log4jLogEvent.Builder event = Log4jLogEvent.newBuilder()
                .setLoggerName(logger)
                .setLevel(LEVELS[random.nextInt(LEVELS.length)])
                .setThreadName(text())
                .setContextData(context)
                .setInstant(instant)
                .setThrown(chance(1, 6) ? thrown(0) : null);
        if (chance(1, 2)) {
            String file = chance(1, 10) ? null : "Main\"" + text() + ".java";
            event.setSource(new StackTraceElement("app.Main", "main", file, random.nextInt(3000) - 2));
        }
        return message(event);
    }

    private Any message(Log4jLogEvent.Builder event) {
        String text = text();
        Object argument = chance(1, 5) ? null : chance(1, 2) ? (Object) random.nextLong() : text();
        Message message;
        switch (random.nextInt(8)) {
            case 0:
                return chance(1, 2)
                        ? new Any(event.setMessage(null).build(), "")
                        : new Any(event.setMessage(new ThrowingMessage()).build(), ThrowingMessage.WRITTEN);
            case 1:
                message = map(text, argument);
                break;
            case 2:
                message = new ObjectMessage(chance(1, 3) ? argument : List.of(text, Map.of("k", text)));
                break;
            case 3:
                message = new ParameterizedMessage("{} of {}: " + text, argument, new int[] {1, 2}, text);
                break;
            case 4:
                // a thread has one, so it is read before the next is made
                message = new ReusableMessageFactory().newMessage("{} and {}", argument, text);
                break;
            case 5:
                message = new ReusableMessageFactory().newMessage((CharSequence) new StringBuilder(text));
                break;
            default:
                message = new SimpleMessage(text);
                break;
        }
        return new Any(event.setMessage(message).build(), message.getFormattedMessage());
    }

    private Message map(String text, Object argument) {
        MapMessage<?, Object> map = new MapMessage<>();
        map.put("key", text);
        Set<String> asWritten = new HashSet<>();
        for (int left = random.nextInt(5); left > 0; left--) {
            String key = key();
            if (asWritten.add(wellFormed(key))) {
                map.with(key, chance(1, 4) ? (Object) random.nextInt() : chance(1, 2) ? (Object) true : text());
            }
        }
        map.put("other", String.valueOf(argument));
        return map;
    }

    private StringMap context() {
        boolean indexed = chance(1, 2);
        StringMap map = indexed ? new SortedArrayStringMap() : new JdkMapAdapterStringMap(new HashMap<>(), false);
        Set<String> asWritten = new HashSet<>();
        for (int left = random.nextInt(24); left > 0; left--) {
            Object value = chance(1, 15) ? null : chance(1, 15) ? (Object) random.nextInt() : text();
            String key = chance(1, 40) ? null : key();
            // which of two keys that are written alike stays is not said
            if (key == null || asWritten.add(wellFormed(key))) {
                map.putValue(key, value);
            }
        }
        return map;
    }

    private Throwable thrown(int depth) {
        String message = chance(1, 10) ? null : text() + ".";
        Throwable thrown = chance(1, 2) ? new IllegalStateException(message) : new StackOverflowError(message);
        if (depth < 3 && chance(1, 2)) {
            thrown.initCause(thrown(depth + 1));
        }
        while (depth < 3 && chance(1, 4)) {
            thrown.addSuppressed(thrown(depth + 1));
        }
        if (thrown.getCause() != null && chance(1, 4)) {
            thrown.getCause().addSuppressed(thrown);
        }
        return thrown;
    }

    /** Additional fields, by key. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String key : List.of("service", "user", "\u00e4 \ud83d\ude00")) {
            if (chance(1, 4)) {
                fields.put(key, text().replace("${", "$"));
            }
        }
        return fields;
    }

    /** An event of which nothing is said but its message. */
    static LogEvent plain() {
        return Log4jLogEvent.newBuilder()
                .setLevel(Level.INFO)
                .setMessage(new SimpleMessage("plain"))
                .build();
    }

    /** A surrogate without its other half becomes U+FFFD. */
    static String wellFormed(String text) {
        StringBuilder all = new StringBuilder();
        text.codePoints()
                .map(c -> c <= Character.MAX_VALUE && Character.isSurrogate((char) c) ? 0xFFFD : c)
                .forEach(all::appendCodePoint);
        return all.toString();
    }

    /** What {@link Throwable#printStackTrace()} prints, with {@code \n} as line ends and none at the end. */
    static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString().replace("\r\n", "\n").stripTrailing();
    }

    private static final class ThrowingMessage implements Message {

        private static final long serialVersionUID = 1L;
        private static final String WRITTEN = "[this message can't be had: java.lang.UnsupportedOperationException]";

        @Override
        public String getFormattedMessage() {
            throw new UnsupportedOperationException("no message");
        }

        @Override
        public Object[] getParameters() {
            return new Object[0];
        }

        @Override
        public Throwable getThrowable() {
            return null;
        }
    }
}
