package io.github.log4jray.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a process of another user needs, which root starts. */
public final class OtherUser {

    /** The id of user and group. */
    public static final int NOBODY = 65534;

    private OtherUser() {}

    /** @return the beginning of the command line of a process of this user */
    public static String[] launcher(int user) {
        return new String[] {"setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"};
    }

    /**
     * Copies what these classes come from, as the home directory of root is closed to others.
     *
     * @param directory to which all are copied
     * @return the class path of the copies
     */
    public static String classPath(Path directory, Class<?>... types) throws Exception {
        List<String> entries = new ArrayList<>();
        for (Class<?> type : types) {
            Path from = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path to = directory.resolve("class-path-" + type.getSimpleName() + "-" + from.getFileName());
            try (Stream<Path> files = Files.walk(from)) {
                files.forEach(
                        file -> copy(file, to.resolve(from.relativize(file).toString())));
            }
            entries.add(to.toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
            Files.setAttribute(to, "unix:mode", 0755);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
