package io.github.log4jray.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory in which sessions are made, seen from outside.
 *
 * @param path the directory, which need not exist
 */
public record TempDirectory(Path path) {

    /** @return an appender {@code file} whose session is made here, with Log4j's own layout */
    public String appender(String attributes) {
        return appender(attributes, "");
    }

    /** @return an appender {@code file} whose session is made here, with this layout */
    public String appender(String attributes, String layout) {
        return "<SessionDirectory name=\"file\" tempDir=\"" + path + "\" " + attributes + ">" + layout
                + "</SessionDirectory>";
    }

    /** @return {@code session_latest} */
    public Path link() {
        return path.resolve("session_latest");
    }

    /** @return the sessions in it, by name, without {@code session_latest} */
    public List<Path> sessions() {
        return list(path).stream()
                .filter(entry -> entry.getFileName().toString().startsWith("session_"))
                .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /** @return the session, where there is just one */
    public Path session() {
        List<Path> sessions = sessions();
        assertThat(sessions).hasSize(1);
        return sessions.get(0);
    }

    /** @return the file of this name in the logs of the only session */
    public Path log(String name) {
        return session().resolve("logs").resolve(name);
    }

    /** @return the lines of the file of this name in the logs of the only session */
    public List<String> lines(String name) {
        try {
            return Files.readAllLines(log(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the names of the files in the logs of the only session */
    public List<String> logs() {
        return names(session().resolve("logs"));
    }

    /** @return the names in a directory, sorted */
    public static List<String> names(Path directory) {
        return list(directory).stream()
                .map(entry -> entry.getFileName().toString())
                .toList();
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
