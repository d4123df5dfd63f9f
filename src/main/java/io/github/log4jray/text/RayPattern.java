package io.github.log4jray.text;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.core.pattern.NameAbbreviator;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.util.StringBuilderFormattable;

/**
 * Renders events as a {@link PatternLayout} with {@link DefaultLayout#RAY_JAVA} does, in UTF-8, but faster. Keeps the
 * rendered prefix in the buffer, because it usually repeats except for the milliseconds. Thread-safe.
 */
final class RayPattern {

    /** The serializers of layouts without replacements and selectors (Log4j 2.17.1 to 2.26.1). */
    private static final Set<String> PLAIN = Set.of("NoFormatPatternSerializer", "PatternFormatterPatternSerializer");

    private static final NameAbbreviator LAST_PART = NameAbbreviator.getAbbreviator("1");

    private final ZoneId zone = ZoneId.systemDefault();

    /** The prefix of the last event in a buffer, and the values that it was made of. */
    static final class Cache {
        private final TimestampPrefix prefix = new TimestampPrefix();
        private final StringBuilder text = new StringBuilder();
        private Level level;
        private String logger;
        private String thread;
    }

    /**
     * @param layout any
     * @return whether this class renders events without an exception as the layout does
     */
    static boolean renders(PatternLayout layout) {
        return isPlain(layout, DefaultLayout.RAY_JAVA) && StandardCharsets.UTF_8.equals(layout.getCharset());
    }

    private static boolean isPlain(PatternLayout layout, String pattern) {
        return pattern.equals(layout.getConversionPattern())
                && PLAIN.contains(layout.getEventSerializer().getClass().getSimpleName());
    }

    /**
     * @param layout any
     * @return whether {@link #message} renders events without an exception as the layout does
     */
    static boolean rendersMessage(PatternLayout layout) {
        return isPlain(layout, DefaultLayout.MESSAGE);
    }

    /**
     * @param event without an exception
     * @param buffer whose bytes receive it
     */
    void bytes(LogEvent event, RenderBuffer buffer) {
        Cache cache = buffer.patternCache();
        long millis = event.getInstant().getEpochMillisecond();
        boolean same = cache.prefix.isOf(millis, zone)
                && event.getLevel() == cache.level
                && event.getLoggerName() == cache.logger
                && event.getThreadName() == cache.thread;
        if (!same) {
            renew(event, millis, cache);
        }
        cache.prefix.addTo(buffer.bytes(), millis, 0);
        message(event, buffer.text());
        buffer.bytes().add(buffer.text());
    }

    private void renew(LogEvent event, long millis, Cache cache) {
        // until the prefix is complete, whatever is thrown
        cache.level = null;
        Level level = event.getLevel();
        String logger = event.getLoggerName();
        String thread = event.getThreadName();
        StringBuilder text = cache.text;
        text.setLength(0);
        text.append(' ').append(level).append(' ');
        LAST_PART.abbreviate(logger == null ? "" : logger, text);
        text.append(" [").append(thread).append("]: ");
        cache.prefix.begin("", millis, zone).add(text);
        cache.logger = logger;
        cache.thread = thread;
        cache.level = level;
    }

    /**
     * @param event its message
     * @param text receives it, and the end of the line
     */
    static void message(LogEvent event, StringBuilder text) {
        Message message = event.getMessage();
        if (message instanceof StringBuilderFormattable formattable) {
            formattable.formatTo(text);
        } else if (message != null) {
            text.append(message.getFormattedMessage());
        }
        text.append(System.lineSeparator());
    }
}
