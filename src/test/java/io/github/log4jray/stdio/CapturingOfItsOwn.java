package io.github.log4jray.stdio;

import java.net.URI;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;

/** The logger context of whatever class loader has loaded this class, with a configuration of its own. */
public final class CapturingOfItsOwn implements AutoCloseable {

    private final LoggerContext context;

    /** @param configuration where it is */
    public CapturingOfItsOwn(String configuration) {
        context = Configurator.initialize("test", getClass().getClassLoader(), URI.create(configuration));
    }

    @Override
    public void close() {
        Configurator.shutdown(context);
    }
}
