package io.github.log4jray.stream;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.session.Address;
import io.github.log4jray.session.IdentityResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.logging.log4j.core.appender.AbstractManager;

/**
 * Lets all appenders of a JVM that stream to one address for one job share one sender, which so outlives
 * reconfigurations: the next configuration's appender takes it over before that of the last one lets go.
 */
final class DriverStreamManager extends AbstractManager {

    /**
     * What a configuration says about the sender. Limits, time-out and file are those of the newest one.
     *
     * @param owner names the appender in what is reported
     * @param address the driver's; null where it is looked up
     * @param request for the session
     * @param limits of the buffer
     * @param shutdownTimeout how long a stop waits for the last acknowledgement
     * @param file where the lines can be found as well; may give null
     */
    record Settings(
            String owner,
            Address address,
            IdentityResolver request,
            SendBuffer.Limits limits,
            Duration shutdownTimeout,
            Supplier<Path> file) {}

    private final StreamSender link;
    private volatile Settings settings;

    private DriverStreamManager(String name, Settings first) {
        super(null, name);
        this.settings = first;
        DriverLocator lookup = new DriverLocator(first.address, first.request);
        try {
            this.link = new StreamSender(
                    first.owner,
                    first.limits,
                    new BatchHeaders(lookup::job),
                    lookup,
                    () -> settings.file.get(),
                    Protocol.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        link.start();
    }

    /**
     * @param settings of the appender that asks
     * @return the sender for its address, session and job; each call is matched by one of {@link #stop}
     */
    static DriverStreamManager of(Settings settings) {
        String name = "log4jray.stream " + settings.address + "#" + Objects.hashCode(settings.address) + " "
                + settings.request.resolveKey();
        return getManager(name, DriverStreamManager::new, settings);
    }

    /** @return where appenders put their lines */
    SendBuffer buffer() {
        return link.buffer();
    }

    /** @return where the lines can be found as well; may give null */
    Path file() {
        return settings.file.get();
    }

    /** @return what brings the lines to the driver */
    StreamSender link() {
        return link;
    }

    @Override
    public void updateData(Object data) {
        settings = (Settings) data;
        link.buffer().configure(settings.limits);
    }

    @Override
    protected boolean releaseSub(long timeout, TimeUnit timeUnit) {
        return link.stop(settings.shutdownTimeout);
    }
}
