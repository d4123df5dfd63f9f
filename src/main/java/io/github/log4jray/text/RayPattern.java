package io.github.log4jray.text;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.core.pattern.NameAbbreviator;
import org.apache.logging.log4j.core.util.Constants;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.util.StringBuilderFormattable;

/**
 * Renders events as a {@link PatternLayout} with {@link DefaultLayout#RAY_JAVA} does, in UTF-8, with less work: what
 * stands before the message is kept in bytes, as it most often is as it was in the thread's last event, but for
 * milliseconds.
 */
final class RayPattern {

    /** The serializers of layouts that do no more than their pattern says (Log4j 2.17.1 to 2.26.1). */
    private static final Set<String> PLAIN = Set.of("NoFormatPatternSerializer", "PatternFormatterPatternSerializer");

    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,", Locale.ROOT);
    private static final NameAbbreviator LAST_PART = NameAbbreviator.getAbbreviator("1");

    private final ZoneId zone = ZoneId.systemDefault();

    /** What stood before the message of a thread's last event, and of what it was made. */
    static final class Kept {
        private ZoneId zone;
        private long second;
        private final StringBuilder date = new StringBuilder();
        private Level level;
        private String logger;
        private String thread;
        private final Utf8Buffer bytes = new Utf8Buffer();
        private int millisAt;
        private final StringBuilder text = new StringBuilder();
    }

    /**
     * @param layout any
     * @return whether this class renders events without an exception as the layout does
     */
    static boolean renders(PatternLayout layout) {
        return Constants.ENABLE_THREADLOCALS
                && isPlain(layout, DefaultLayout.RAY_JAVA)
                && StandardCharsets.UTF_8.equals(layout.getCharset());
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
     * @param scratch whose bytes receive it
     */
    void bytes(LogEvent event, RenderBuffer scratch) {
        Kept kept = scratch.kept();
        long millis = event.getInstant().getEpochMillisecond();
        long second = Math.floorDiv(millis, 1000L);
        boolean same = second == kept.second
                && event.getLevel() == kept.level
                && event.getLoggerName() == kept.logger
                && event.getThreadName() == kept.thread
                && zone.equals(kept.zone);
        if (!same) {
            renewDate(second, kept);
            kept.level = event.getLevel();
            kept.logger = event.getLoggerName();
            kept.thread = event.getThreadName();
            renew(kept);
        }
        int fraction = (int) (millis - second * 1000);
        byte[] digits = kept.bytes.array();
        digits[kept.millisAt] = (byte) ('0' + fraction / 100);
        digits[kept.millisAt + 1] = (byte) ('0' + fraction / 10 % 10);
        digits[kept.millisAt + 2] = (byte) ('0' + fraction % 10);
        scratch.bytes().add(digits, 0, kept.bytes.length());
        message(event, scratch.text());
        scratch.bytes().add(scratch.text());
    }

    private void renewDate(long second, Kept kept) {
        if (second != kept.second || !zone.equals(kept.zone)) {
            kept.second = second;
            kept.zone = zone;
            kept.date.setLength(0);
            SECOND.formatTo(LocalDateTime.ofInstant(Instant.ofEpochSecond(second), zone), kept.date);
        }
    }

    private static void renew(Kept kept) {
        StringBuilder text = kept.text;
        text.setLength(0);
        text.append(kept.date);
        kept.millisAt = text.length();
        text.append("000 ").append(kept.level).append(' ');
        LAST_PART.abbreviate(kept.logger == null ? "" : kept.logger, text);
        text.append(" [").append(kept.thread).append("]: ");
        kept.bytes.truncate(0);
        kept.bytes.add(text);
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
