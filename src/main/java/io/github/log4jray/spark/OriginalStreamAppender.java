package io.github.log4jray.spark;

import io.github.log4jray.text.Utf8Buffer;
import java.io.PrintStream;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/**
 * Writes captured lines to the stream on which the executor would have printed them, so that Spark's files {@code stdout} and
 * {@code stderr} stay complete. As UTF-8, like all output of this library. Thread-safe, as a {@link PrintStream} is.
 */
final class OriginalStreamAppender extends AbstractAppender {

    private final PrintStream stream;

    /**
     * @param name of the appender
     * @param stream the standard stream from before the capture
     */
    OriginalStreamAppender(String name, PrintStream stream) {
        super(name, null, null, true, Property.EMPTY_ARRAY);
        this.stream = stream;
    }

    @Override
    public void append(LogEvent event) {
        Utf8Buffer line =
                new Utf8Buffer().add(event.getMessage().getFormattedMessage()).add('\n');
        stream.write(line.array(), 0, line.length());
    }
}
