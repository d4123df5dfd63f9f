package io.github.log4jray.receiver;

import io.github.log4jray.display.Display;
import io.github.log4jray.display.DisplaySettings;
import io.github.log4jray.display.Screen;
import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.transport.TlsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A receiver of job 01000000 on host 10.0.0.1 that prints to a screen; stopped by {@link #close}. */
public final class RunningReceiver implements AutoCloseable {

    public static final String TOKEN = "open sesame, please";
    public static final String IP = "10.0.0.1";
    static final String SENDER = "0123456789abcdef0123456789abcdef";
    private static final int MOST_WORKERS = 10_000;

    private final Receiver receiver;
    private final Display display;

    private RunningReceiver(Receiver receiver, Display display) {
        this.receiver = receiver;
        this.display = display;
    }

    public static RunningReceiver on(Screen screen) {
        return on(screen, Protocol.DEFAULT);
    }

    public static RunningReceiver on(Screen screen, Protocol protocol) {
        return on(screen, protocol, DisplaySettings.of(Environment.process(), IP));
    }

    /** Welcomes those, too, that send the token itself. */
    static RunningReceiver legacy(Screen screen) {
        return on(
                screen,
                Protocol.DEFAULT,
                DisplaySettings.of(Environment.process(), IP),
                new Access(TOKEN, true, MOST_WORKERS, null));
    }

    /** Speaks TLS only. */
    public static RunningReceiver inTls(Screen screen, TlsServer tls, Protocol protocol) {
        return on(
                screen,
                protocol,
                DisplaySettings.of(Environment.process(), IP),
                new Access(TOKEN, false, MOST_WORKERS, tls));
    }

    /** Welcomes at most so many workers at once. */
    static RunningReceiver withMost(int workers, Screen screen) {
        return on(
                screen,
                Protocol.DEFAULT,
                DisplaySettings.of(Environment.process(), IP),
                new Access(TOKEN, false, workers, null));
    }

    public static RunningReceiver on(Screen screen, Protocol protocol, DisplaySettings settings) {
        return on(screen, protocol, settings, new Access(TOKEN, false, MOST_WORKERS, null));
    }

    private static RunningReceiver on(Screen screen, Protocol protocol, DisplaySettings settings, Access access) {
        return on(screen, protocol, settings, access, new ReadBuffers());
    }

    /** Its connections may hold so many bytes together. */
    static RunningReceiver holding(long most, Screen screen) {
        return on(
                screen,
                Protocol.DEFAULT,
                DisplaySettings.of(Environment.process(), IP),
                new Access(TOKEN, false, MOST_WORKERS, null),
                new ReadBuffers(most));
    }

    private static RunningReceiver on(
            Screen screen, Protocol protocol, DisplaySettings settings, Access access, ReadBuffers buffers) {
        Display display = new Display(settings, screen.console());
        display.start();
        try {
            Receiver receiver = new Receiver(
                    ServerPort.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                    access,
                    new DriverJobs("01000000"),
                    protocol,
                    display,
                    "DriverConsole \"test\"",
                    buffers);
            receiver.start();
            return new RunningReceiver(receiver, display);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return times short enough to be waited for */
    public static Protocol impatient() {
        Duration aMoment = Duration.ofMillis(300);
        return new Protocol(aMoment, Duration.ofSeconds(30), Duration.ofSeconds(3), aMoment);
    }

    /** @return where it listens, on loopback */
    public int port() {
        return receiver.port();
    }

    Receiver receiver() {
        return receiver;
    }

    /** @return a connection on which nothing was said yet */
    public ProtocolPeer stranger() throws IOException {
        return ProtocolPeer.connect(receiver.port());
    }

    /** @return a peer that numbers nothing and was welcomed */
    public ProtocolPeer plain() throws IOException {
        ProtocolPeer peer = stranger();
        peer.hello(TOKEN);
        return peer;
    }

    /** @return a peer with the one sender id that was welcomed */
    public ProtocolPeer numbering() throws IOException {
        ProtocolPeer peer = stranger();
        peer.hello(TOKEN, SENDER);
        return peer;
    }

    /** @return whether everything that arrived was printed in time */
    boolean stop(Duration timeout) {
        receiver.stop(timeout);
        return display.stop(Duration.ofMillis(100));
    }

    @Override
    public void close() {
        receiver.stop(Duration.ofSeconds(10));
        display.stop(Duration.ofSeconds(10));
    }
}
