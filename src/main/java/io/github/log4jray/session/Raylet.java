package io.github.log4jray.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds out whether the raylet of a session runs: by a connection to its socket, else by {@code /proc}, where this user may not
 * connect. Stateless.
 */
public final class Raylet {

    private static final Path PROC = Path.of("/proc");
    private static final String NUMBERS = "[0-9]*";

    /** Of a socket that listens, in {@code /proc/net/unix}: the flag {@code __SO_ACCEPTCON}. */
    private static final Pattern LISTENS = Pattern.compile("\\S+ \\S+ \\S+ 00010000 .*");

    private Raylet() {}

    /**
     * @param socket exists, or can't be seen
     * @return whether a raylet listens there, or may do so; also one that is too busy to accept
     */
    static boolean mayListen(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(socket));
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (IOException | UnsupportedOperationException e) {
            Path session = socket.getParent().getParent().getFileName();
            return session == null
                    || !areAllProcessesSeen()
                    || isListed(session.toString())
                    || isSeen(session.toString());
        }
    }

    /**
     * The processes of other users may be hidden, as by the option {@code hidepid} of {@code /proc}: the first one is
     * root's.
     */
    private static boolean areAllProcessesSeen() {
        return Files.isReadable(PROC.resolve("1/cmdline"));
    }

    private static boolean isListed(String session) {
        try (Stream<String> sockets = Files.lines(PROC.resolve("net/unix"), StandardCharsets.ISO_8859_1)) {
            return sockets.anyMatch(socket -> socket.endsWith("/" + session + "/sockets/raylet")
                    && LISTENS.matcher(socket).matches());
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    /**
     * @param session the name of a session
     * @return whether its raylet runs among the processes that can be seen
     */
    public static boolean isSeen(String session) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, NUMBERS)) {
            for (Path process : processes) {
                if (isRaylet(process, session)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
        return false;
    }

    /** The raylet of a session has its name in its command line: {@code --raylet_socket_name=…/<session>/sockets/raylet}. */
    private static boolean isRaylet(Path process, String session) {
        try {
            String command = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            int end = command.indexOf('\0');
            return end > 0 && command.substring(0, end).endsWith("/raylet") && command.contains("/" + session + "/");
        } catch (IOException e) {
            return false;
        }
    }
}
