package io.github.log4jray.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The log {@code app.log} of a session with its backups, as a user finds them.
 *
 * @param session the directory of the session, which need not exist
 */
public record RotatingLog(Path session) {

    private static final String NAME = "app.log";

    /** @return an appender {@code file} that writes only the message and a newline */
    public String appender(String attributes) {
        return appender(attributes, "<PatternLayout pattern=\"%m%n\" charset=\"UTF-8\"/>");
    }

    /** @return an appender {@code file} with this layout */
    public String appender(String attributes, String layout) {
        return "<SessionDirectory name=\"file\" fileName=\"" + NAME + "\" sessionDir=\"" + session + "\" " + attributes
                + ">" + layout + "</SessionDirectory>";
    }

    /** @return a started context that writes to this log */
    public Logging logging(String attributes) {
        return Logging.with(appender(attributes));
    }

    public Path file() {
        return session.resolve("logs").resolve(NAME);
    }

    public Path backup(int number) {
        return file().resolveSibling(NAME + "." + number);
    }

    /** Makes the log, or a backup of it, as an earlier process has left it. */
    public void leave(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** @return the names of all files in the log directory, sorted */
    public List<String> names() {
        return TempDirectory.names(file().getParent());
    }

    /** @return the log and its backups, the oldest first */
    public List<Path> files() {
        try (Stream<Path> entries = Files.list(file().getParent())) {
            return entries.sorted(Comparator.comparingInt(RotatingLog::number).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int number(Path file) {
        String name = file.getFileName().toString();
        return name.equals(NAME) ? 0 : Integer.parseInt(name.substring(NAME.length() + 1));
    }

    /** @return the text of each file, the oldest first */
    public List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (Path file : files()) {
            try {
                texts.add(Files.readString(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return texts;
    }

    /** @return the lines of all files, the oldest first */
    public List<String> lines() {
        return texts().stream().flatMap(String::lines).toList();
    }
}
