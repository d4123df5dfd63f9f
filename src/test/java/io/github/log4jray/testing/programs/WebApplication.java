package io.github.log4jray.testing.programs;

import io.github.log4jray.testing.fixtures.Logging;
import java.util.function.IntConsumer;
import org.apache.logging.log4j.Logger;

/** A logger context in whatever class loader has loaded this class; logs as many records as it is told. */
public final class WebApplication implements IntConsumer, AutoCloseable {

    private final Logging logging;
    private final Logger logger;
    private final String word;
    private int next;

    public WebApplication(String appender, String word) {
        this.logging = Logging.with(appender);
        this.logger = logging.logger(WebApplication.class.getName());
        this.word = word;
    }

    @Override
    public void accept(int count) {
        for (int end = next + count; next < end; next++) {
            logger.info("{} {}", word, next);
        }
    }

    @Override
    public void close() {
        logging.close();
    }
}
