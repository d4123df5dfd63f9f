package io.github.log4jray.ownership;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens a file in a directory that other users can exchange, because they own a directory on the way to it or may write
 * there. The directories are opened one in the other, without following links, and then the file in the last one. This class
 * asks an open file for its owner by its descriptor, and reads and writes it by its descriptor. So it does not matter if a
 * name leads to another file a moment later.
 *
 * <p>Needs {@code /proc/self/fd} (Linux). Elsewhere the caller opens the file by its name. Stateless.
 */
public final class GuardedFile {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path POSITIONS = Path.of("/proc/self/fdinfo");
    private static final Pattern POSITION = Pattern.compile("pos:\\s*(\\d+)\n.*", Pattern.DOTALL);

    /** All file systems have such positions, also behind the end of a file. */
    private static final long MOST_POSITION = 1L << 31;

    /** Reads, too: opening a pipe for both does not wait, if a pipe took the file's place a moment ago. */
    private static final Set<OpenOption> HOLDING = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private static final Set<OpenOption> READING =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private static final Set<OpenOption> READING_ALONE = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private GuardedFile() {}

    /**
     * @param path a file
     * @return whether other users can exchange the file or a directory on the way to it, so that {@link #append} is needed
     */
    public static boolean isNeededFor(Path path) {
        return Files.isDirectory(DESCRIPTORS)
                && !TrustedDirectory.isOutOfReach(path.toAbsolutePath().getParent());
    }

    /**
     * Opens a file for appending, and makes it if there is none. Neither the file nor the two directories above it may be a
     * symbolic link.
     *
     * @param path the file
     * @param permissions of a new file, also those that the umask takes away; null for those that it leaves
     * @return appends to the file, which is a regular one of this user or root and has no other name
     * @throws IOException if the file can't be made or opened, or is another user's
     */
    public static FileOutputStream append(Path path, Set<PosixFilePermission> permissions) throws IOException {
        Path absolute = path.toAbsolutePath();
        try (DirectoryStream<Path> opened = open(absolute.getParent(), 2)) {
            if (!(opened instanceof SecureDirectoryStream<Path> directory)) {
                throw new FileSystemException(path.toString(), null, "other users can exchange it");
            }
            Path name = absolute.getFileName();
            boolean existed = checkRegular(directory, name, path);
            try (SeekableByteChannel held = directory.newByteChannel(name, HOLDING)) {
                Path descriptor = descriptor(held, attributes(directory, name).fileKey(), path);
                if (!Files.isRegularFile(descriptor)
                        || !FileOwner.isOfTrusted(descriptor)
                        || !Files.getAttribute(descriptor, "unix:nlink").equals(1)) {
                    throw new FileSystemException(
                            path.toString(), null, "is another user's file, or has a second name");
                }
                if (!existed && permissions != null) {
                    Files.setPosixFilePermissions(descriptor, permissions);
                }
                return new FileOutputStream(descriptor.toFile(), true);
            }
        }
    }

    /**
     * Reads a file of this user, also one that this user may only read, unless other users can exchange it.
     *
     * @param path the file
     * @param limit the largest size, in bytes
     * @return the content; null if the file is longer, is not a regular one, or belongs to another user
     * @throws IOException if the file can't be read
     */
    public static byte[] read(Path path, int limit) throws IOException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        if (!Files.isDirectory(DESCRIPTORS)) {
            return FileOwner.isMine(path) && Files.size(path) <= limit ? Files.readAllBytes(path) : null;
        }
        try (SeekableByteChannel held = hold(path)) {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Path descriptor = descriptor(held, attributes.fileKey(), path);
            if (!Files.isRegularFile(descriptor) || !FileOwner.isOfThisUser(descriptor)) {
                return null;
            }
            try (InputStream content = Files.newInputStream(descriptor)) {
                byte[] bytes = content.readNBytes(limit + 1);
                return bytes.length > limit ? null : bytes;
            }
        }
    }

    /** In a read-only file system other users can't replace the file by a pipe, at least not by this mount. */
    private static SeekableByteChannel hold(Path path) throws IOException {
        try {
            return Files.newByteChannel(path, READING);
        } catch (AccessDeniedException e) {
            return holdWithoutTheRightToWrite(path, e);
        } catch (FileSystemException e) {
            if (Files.getFileStore(path).isReadOnly()) {
                return Files.newByteChannel(path, READING_ALONE);
            }
            throw e;
        }
    }

    /**
     * Opening for reading alone waits if a pipe has taken the file's place. So call this only if other users can't exchange
     * the file.
     */
    private static SeekableByteChannel holdWithoutTheRightToWrite(Path path, AccessDeniedException denied)
            throws IOException {
        Path directory = path.toAbsolutePath().getParent().toRealPath();
        Path real = directory.resolve(path.getFileName());
        if (!TrustedDirectory.isOutOfReach(directory) || !FileOwner.isMine(real)) {
            throw denied;
        }
        return Files.newByteChannel(real, READING_ALONE);
    }

    /** Opens a directory, and before it so many of those above it, in which the next is no symbolic link. */
    private static DirectoryStream<Path> open(Path directory, int above) throws IOException {
        Path parent = directory.getParent();
        if (above == 0 || parent == null) {
            return Files.newDirectoryStream(directory);
        }
        try (DirectoryStream<Path> opened = open(parent, above - 1)) {
            return opened instanceof SecureDirectoryStream<Path> secure
                    ? secure.newDirectoryStream(directory.getFileName(), LinkOption.NOFOLLOW_LINKS)
                    : opened;
        } catch (AccessDeniedException e) {
            // a directory that can be entered but not read: it can't be opened by this name
            return Files.newDirectoryStream(directory);
        }
    }

    private static boolean checkRegular(SecureDirectoryStream<Path> directory, Path name, Path path)
            throws IOException {
        try {
            if (!attributes(directory, name).isRegularFile()) {
                throw new FileSystemException(
                        path.toString(),
                        null,
                        "is a link or a special file, in a directory that other users can change");
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /**
     * Returns the name that the kernel gives to the descriptor: it leads to the file itself, not to its name. The descriptor is
     * recognised by its position, which is random: another one of the same file may be closed by its thread, and its number
     * then leads to another file.
     */
    private static Path descriptor(SeekableByteChannel held, Object key, Path path) throws IOException {
        long position = ThreadLocalRandom.current().nextLong(1, MOST_POSITION);
        try {
            held.position(position);
        } catch (IOException e) {
            throw new FileSystemException(path.toString(), null, "has become a special file: " + e.getMessage());
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path each : all) {
                if (key != null && key.equals(keyOf(each)) && positionOf(each) == position) {
                    return each;
                }
            }
        }
        throw new FileSystemException(path.toString(), null, "was exchanged while it was opened");
    }

    private static Object keyOf(Path descriptor) {
        try {
            return Files.readAttributes(descriptor, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null; // another thread has closed it
        }
    }

    private static long positionOf(Path descriptor) {
        try {
            Matcher position = POSITION.matcher(Files.readString(POSITIONS.resolve(descriptor.getFileName())));
            return position.matches() ? Long.parseLong(position.group(1)) : 0;
        } catch (IOException e) {
            return 0; // another thread has closed it
        }
    }
}
