package io.github.log4jray.ownership;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/**
 * Checks a directory in which this library keeps its files. Only this user and root must be able to change what is in it:
 *
 * <ul>
 *   <li>it belongs to this user or to root;
 *   <li>others can't write in it, or it is sticky, as {@code /tmp};
 *   <li>its group can't write in it, or it is sticky, or the group has the number of the owner. Many systems give each user a
 *       group of its own, and a umask by which this group may write.
 * </ul>
 *
 * <p>Network file systems decide on the server whom a file belongs to, often one user for all clients. There a directory
 * also passes if it belongs to the owner that the file system gives to a file of this process.
 *
 * <p>Where the file system has no owners with numbers, as on Windows, each directory passes. Stateless.
 */
public final class TrustedDirectory {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_WRITES =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));
    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int STICKY = 01000;
    private static final int GROUP_WRITES = 020;
    private static final int OTHERS_WRITE = 02;
    private static final Set<String> NETWORK = Set.of("nfs", "nfs4", "cifs", "smb3", "9p", "virtiofs");

    private TrustedDirectory() {}

    /**
     * Makes a directory, and those above it, where they do not exist. Whatever the umask says, only this user can write in
     * them.
     *
     * @param directory may exist
     * @return the same
     * @throws IOException if it can't be made
     */
    public static Path make(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return directory;
        }
        return Files.createDirectories(directory, permissions(directory));
    }

    /**
     * As {@link #make}, for one directory that must not exist yet.
     *
     * @param directory its parent exists
     * @return the same
     * @throws IOException if it can't be made; a {@link java.nio.file.FileAlreadyExistsException} if it exists
     */
    public static Path makeNew(Path directory) throws IOException {
        return Files.createDirectory(directory, permissions(directory));
    }

    private static FileAttribute<?>[] permissions(Path directory) {
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix ? new FileAttribute<?>[] {OWNER_WRITES} : new FileAttribute<?>[0];
    }

    /**
     * @param directory exists; as a symbolic link it does not pass
     * @throws FileSystemException if the directory can't be trusted; it says the owner, the mode and what to do
     * @throws IOException if owner or mode can't be read
     */
    public static void check(Path directory) throws IOException {
        Map<String, Object> attributes = read(directory);
        checkOwner(directory, attributes);
        if (attributes != null && isOpen(attributes)) {
            throw refused(
                    directory,
                    attributes,
                    "other users can write in it; take that right away with \"chmod go-w\", or name a directory inside it");
        }
    }

    /**
     * As {@link #check}, for a directory of Ray, which all users may write in.
     *
     * @param directory exists; as a symbolic link it does not pass
     * @throws FileSystemException if the directory belongs to another user than this one or root
     * @throws IOException if its owner can't be read
     */
    public static void checkOwner(Path directory) throws IOException {
        checkOwner(directory, read(directory));
    }

    private static void checkOwner(Path directory, Map<String, Object> attributes) throws IOException {
        if (attributes == null) {
            return;
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(directory.toString(), null, "is not a directory, but a link or a file");
        }
        if (!FileOwner.isTrusted(directory) && !isOwnedByTheServer(directory, attributes)) {
            throw refused(
                    directory,
                    attributes,
                    "it belongs neither to this user (" + FileOwner.readUserId()
                            + ") nor to root; name a directory of this user, or let this user make it");
        }
    }

    /**
     * @param directory absolute, without symbolic links
     * @return whether only this user and root can exchange it or what is in it, because all directories on the way are theirs
     */
    static boolean isOutOfReach(Path directory) {
        try {
            // a rotation waits for this: each directory is read once
            Object user = FileOwner.readUserNumber();
            for (Path each = directory; each != null; each = each.getParent()) {
                Map<String, Object> attributes = read(each);
                if (attributes != null
                        && (!isDirectory(attributes)
                                || !FileOwner.isTrusted(attributes.get("uid"), user)
                                || isOpen(attributes))) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Map<String, Object> read(Path directory) throws IOException {
        try {
            return Files.readAttributes(directory, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return null;
        }
    }

    private static int number(Map<String, Object> attributes, String name) {
        return (Integer) attributes.get(name);
    }

    private static boolean isDirectory(Map<String, Object> attributes) {
        return (number(attributes, "mode") & TYPE) == DIRECTORY;
    }

    private static boolean isSticky(Map<String, Object> attributes) {
        return (number(attributes, "mode") & STICKY) != 0;
    }

    /** Whether others can write; a sticky directory is not open: nobody can replace a file of this user there. */
    private static boolean isOpen(Map<String, Object> attributes) {
        int mode = number(attributes, "mode");
        boolean ownGroup = number(attributes, "gid") == number(attributes, "uid");
        return !isSticky(attributes) && ((mode & OTHERS_WRITE) != 0 || (mode & GROUP_WRITES) != 0 && !ownGroup);
    }

    private static boolean isOwnedByTheServer(Path directory, Map<String, Object> attributes) throws IOException {
        if (!NETWORK.contains(Files.getFileStore(directory).type())) {
            return false;
        }
        Path probe = Files.createTempFile(directory, ".log4jray-owner-", null);
        try {
            return number(read(probe), "uid") == number(attributes, "uid");
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private static FileSystemException refused(Path directory, Map<String, Object> attributes, String reason) {
        return new FileSystemException(
                directory.toString(),
                null,
                String.format(
                        "owner %d, group %d, mode %04o: %s",
                        number(attributes, "uid"),
                        number(attributes, "gid"),
                        number(attributes, "mode") & 07777,
                        reason));
    }
}
