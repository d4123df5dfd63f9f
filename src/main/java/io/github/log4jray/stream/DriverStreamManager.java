package io.github.log4jray.stream;

import io.github.log4jray.progress.ProgressSinks;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.session.Address;
import io.github.log4jray.session.IdentityResolver;
import io.github.log4jray.session.Session;
import io.github.log4jray.session.SessionUse;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.text.RenderBuffer;
import io.github.log4jray.transport.TlsClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.logging.log4j.core.appender.AbstractManager;

/**
 * Shares one {@link StreamSender} between all appenders of a JVM that stream to the same address for the same job. The
 * sender survives a reconfiguration: the appender of the new configuration acquires it before the old one releases it.
 */
final class DriverStreamManager extends AbstractManager {

    /**
     * The attributes of an appender. Limits, time-out and file are those of the newest configuration.
     *
     * @param label names the appender in messages
     * @param address of the driver; null if it is to be found
     * @param token of the driver at that address; null if it is to be found
     * @param tls how it connects with a driver that speaks TLS
     * @param request for the session
     * @param limits of the buffer
     * @param shutdownTimeout how long a stop waits for the last acknowledgement
     * @param file contains the same lines; may give null
     */
    record Settings(
            String label,
            Address address,
            String token,
            TlsClient tls,
            IdentityResolver request,
            BufferLimits limits,
            Duration shutdownTimeout,
            Supplier<Path> file) {}

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final StreamSender sender;
    private Runnable removeSink;
    private volatile Settings settings;

    /** Null before there is a session, and after the stop. Guarded by the lock of this object, as is the next field. */
    private SessionUse use;

    private boolean stopped;

    private DriverStreamManager(String name, Settings first) {
        super(null, name);
        this.settings = first;
        DriverLocator locator = new DriverLocator(
                first.address, first.token, first.tls.isRequired(), first.request, Environment.process());
        locator.whenInSession(this::use);
        locator.locateJob();
        this.sender = new StreamSender(
                first.label,
                first.limits,
                new BatchHeaders(locator::job),
                locator,
                () -> settings.file.get(),
                first.tls,
                Protocol.DEFAULT,
                PATIENCE);
    }

    /**
     * Sends the state of a progress bar, as a line of standard output that no appender sees. Without a driver, only last
     * states wait in the buffer: others are old when a driver comes.
     */
    private boolean sendProgress(String line, boolean isLast) {
        if (!isLast && !sender.buffer().isConnected()) {
            return false;
        }
        try (RenderBuffer lines = RenderBuffer.take()) {
            lines.text().append(line);
            BatchLineEncoder.encode(lines, this::file);
            return sender.buffer().offer(lines);
        }
    }

    private static DriverStreamManager started(String name, Settings first) {
        DriverStreamManager manager = new DriverStreamManager(name, first);
        try {
            manager.sender.start();
            manager.removeSink = ProgressSinks.add(manager, manager::sendProgress);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return manager;
    }

    /**
     * @param settings of the appender that asks
     * @return the sender for its address, session and job; each call is matched by one of {@link #stop}
     */
    static DriverStreamManager of(Settings settings) {
        String name = "log4jray.stream " + settings.address + "#" + Objects.hashCode(settings.address) + " "
                + settings.request.resolveKey() + settings.tls.key();
        return getManager(name, DriverStreamManager::started, settings);
    }

    /** The thread of the sender calls this, which a stop waits for under the lock of Log4j's managers: none may be taken here. */
    private void use(Session session) {
        SessionUse before = null;
        SessionUse now;
        synchronized (this) {
            if (stopped) {
                return;
            }
            if (use == null || !use.isOf(session)) {
                before = use;
                use = SessionUse.of(session);
            }
            now = use;
        }
        now.registration().renew();
        if (before != null) {
            before.end();
        }
    }

    private void endUse() {
        SessionUse last;
        synchronized (this) {
            stopped = true;
            last = use;
            use = null;
        }
        if (last != null) {
            last.end();
        }
    }

    /** @return the buffer to which appenders add lines */
    SendBuffer buffer() {
        return sender.buffer();
    }

    /** @return a file that contains the same lines; null for none */
    Path file() {
        return settings.file.get();
    }

    /** @return the shared sender */
    StreamSender sender() {
        return sender;
    }

    @Override
    public void updateData(Object data) {
        settings = (Settings) data;
        sender.buffer().configure(settings.limits);
    }

    @Override
    protected boolean releaseSub(long timeout, TimeUnit timeUnit) {
        removeSink.run();
        boolean complete = sender.stop(settings.shutdownTimeout);
        endUse();
        return complete;
    }
}
