package io.github.log4jray.file;

import io.github.log4jray.testing.fixtures.Logging;

/** A logger context in whatever class loader has loaded this class; each run logs the line {@code once more}. */
public final class ContextOfItsOwn implements Runnable, AutoCloseable {

    private final Logging logging;

    public ContextOfItsOwn(String appender) {
        logging = Logging.with(appender);
    }

    @Override
    public void run() {
        logging.logger("test").info("once more");
    }

    @Override
    public void close() {
        logging.close();
    }
}
