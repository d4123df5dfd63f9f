package io.github.log4jray.text;

import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** The layouts of appenders without a configured layout. They write UTF-8, whatever the platform's default is. */
public final class DefaultLayout {

    /** The pattern of Ray's Java workers (Ray 2.39 to 2.60). */
    public static final String RAY_JAVA = "%d{yyyy-MM-dd HH:mm:ss,SSS} %p %c{1} [%t]: %m%n";

    /** The message, and the exception on the lines below it. */
    public static final String MESSAGE = "%m%n";

    private DefaultLayout() {}

    /**
     * @param pattern of a {@code PatternLayout}; the exception follows if the pattern does not mention it
     * @param configuration the configuration of the appender; may be null
     * @return the layout
     */
    @SuppressWarnings("deprecation") // the setters that 2.26.1 prefers are not in 2.17.1
    public static PatternLayout of(String pattern, Configuration configuration) {
        return PatternLayout.newBuilder()
                .withPattern(pattern)
                .withCharset(StandardCharsets.UTF_8)
                .withConfiguration(configuration)
                .build();
    }
}
