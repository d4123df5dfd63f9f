package io.github.log4jray.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;

/** A logger context of its own with a configuration that a test wrote; stopped by {@link #close}. */
public final class Logging implements AutoCloseable {

    private final LoggerContext context = new LoggerContext("test");

    private Logging(String appenders) {
        reconfigure(appenders);
    }

    /**
     * @param appenders XML elements of appenders; each of them is referenced by the root logger by its name
     * @return a started context
     */
    public static Logging with(String... appenders) {
        return new Logging(String.join("\n", appenders));
    }

    /** Starts the context with other appenders. */
    public void reconfigure(String appenders) {
        context.start(new XmlConfiguration(context, source(configuration(appenders))));
    }

    /** @return a whole configuration in which the root logger writes, from level info on, to all these appenders */
    public static String configuration(String... appenders) {
        StringBuilder references = new StringBuilder();
        String all = String.join("\n", appenders);
        Matcher names = Pattern.compile("<[A-Z]\\w*\\s[^>]*?\\bname=\"(\\w+)\"").matcher(all);
        while (names.find()) {
            references.append("<AppenderRef ref=\"").append(names.group(1)).append("\"/>");
        }
        return "<Configuration status=\"warn\"><Appenders>" + all + "</Appenders><Loggers><Root level=\"info\">"
                + references + "</Root></Loggers></Configuration>";
    }

    /** Puts a configuration into a file, in one step, so that who watches the file never reads half of it. */
    public static void replace(Path file, String configuration) throws IOException {
        Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), configuration);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static ConfigurationSource source(String xml) {
        try {
            return new ConfigurationSource(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Logger logger(String name) {
        return context.getLogger(name);
    }

    public LoggerContext context() {
        return context;
    }

    /** @return the started appender of this name and type; null where it was left out */
    public <A extends Appender> A appender(String name, Class<A> type) {
        return type.cast(context.getConfiguration().getAppender(name));
    }

    @Override
    public void close() {
        context.stop(30, TimeUnit.SECONDS);
    }
}
