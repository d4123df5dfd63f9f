package io.github.log4jray.ownership;

import io.github.log4jray.settings.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/**
 * Finds the owner of a file. This library does not trust the files of other users in a shared directory. Stateless.
 *
 * <p>Owners are compared by their numbers, where there are some. The JDK looks up the name of each owner, in
 * {@code /etc/passwd} or over the network, and a rotation would wait for it.
 */
public final class FileOwner {

    /** On Linux this directory belongs to the effective user of the process, which may have no name. */
    private static final Path SELF = Path.of("/proc/self");

    private static final int ROOT = 0;
    private static final LinkOption[] FOLLOW = {};

    private FileOwner() {}

    /**
     * @param path exists; a symbolic link is not followed
     * @return whether it belongs to the user of this process
     * @throws IOException if its owner can't be read
     */
    public static boolean isMine(Path path) throws IOException {
        return isOfThisUser(path, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * @param path exists; a symbolic link is not followed
     * @return whether it belongs to the user of this process or to root; where users have no numbers, as {@link #isMine}
     * @throws IOException if its owner can't be read
     */
    public static boolean isTrusted(Path path) throws IOException {
        return isMine(path) || isRoot(path);
    }

    /** @return whether an open file, by the name of its descriptor, belongs to the user of this process */
    static boolean isOfThisUser(Path descriptor) throws IOException {
        return isOfThisUser(descriptor, FOLLOW);
    }

    private static boolean isOfThisUser(Path path, LinkOption... options) throws IOException {
        try {
            if (Files.isDirectory(SELF)) {
                return Files.getAttribute(path, "unix:uid", options).equals(Files.getAttribute(SELF, "unix:uid"));
            }
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            // a file system whose users have no numbers
        }
        return Files.getOwner(path, options).equals(readUser(path));
    }

    /** @return whether an open file, by the name of its descriptor, belongs to the user of this process or to root */
    static boolean isOfTrusted(Path descriptor) throws IOException {
        return isOfThisUser(descriptor)
                || Files.getAttribute(descriptor, "unix:uid").equals(ROOT);
    }

    private static boolean isRoot(Path path) throws IOException {
        try {
            return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                    .equals(ROOT);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * @return the number of the user of this process
     * @throws IOException if this system shows none
     */
    static Object readUserNumber() throws IOException {
        return Files.getAttribute(SELF, "unix:uid");
    }

    /**
     * @param owner the number of a file's owner
     * @param user the number of the user of this process
     * @return whether the file belongs to that user or to root
     */
    static boolean isTrusted(Object owner, Object user) {
        return owner.equals(user) || owner.equals(ROOT);
    }

    /** @return the number of the user of this process, because a user may have no name; the name on systems without numbers */
    public static String readUserId() {
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
