package io.github.log4jray.session;

import io.github.log4jray.settings.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/** Finds the owner of a file. This library does not trust the files of other users in a shared directory. Stateless. */
public final class FileOwner {

    /** On Linux this directory belongs to the effective user of the process, which may have no name. */
    private static final Path SELF = Path.of("/proc/self");

    private FileOwner() {}

    /**
     * @param path exists; a symbolic link is not followed
     * @return whether it belongs to the user of this process
     * @throws IOException if its owner can't be read
     */
    public static boolean isMine(Path path) throws IOException {
        return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(readUser(path));
    }

    /** @return the number of the user of this process, because a user may have no name; the name on systems without numbers */
    static String readUserId() {
        try {
            return Files.getAttribute(SELF, "unix:uid").toString();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return name().replaceAll("[^\\w-]", "_");
        }
    }

    /**
     * @param path any path of the file system
     * @return the user of this process
     * @throws IOException if it can't be found
     */
    public static UserPrincipal readUser(Path path) throws IOException {
        return Files.isDirectory(SELF)
                ? Files.getOwner(SELF)
                : path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name());
    }

    private static String name() {
        String name = Environment.process().property("user.name");
        return name == null ? "" : name;
    }
}
