package io.github.log4jray.retention;

import io.github.log4jray.ownership.FileOwner;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An open directory of this user. All operations are relative to it, so that nobody can lead them elsewhere by a link, or by
 * renaming a directory meanwhile. Not thread-safe.
 */
final class SafeDirectory implements Closeable {

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final SecureDirectoryStream<Path> stream;
    private final Path path;
    private final UserPrincipal user;

    private SafeDirectory(DirectoryStream<Path> stream, Path path, UserPrincipal user) throws IOException {
        this.path = path;
        this.user = user;
        if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
            stream.close();
            throw new FileSystemException(path.toString(), null, "can't be read without the risk of following a link");
        }
        this.stream = secure;
    }

    /**
     * @param path a directory; its last part must not be a link
     * @return the directory, open
     * @throws IOException if it is not a directory of this user
     */
    static SafeDirectory open(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new FileSystemException(path.toString(), null, "is the root of a file system");
        }
        try (SafeDirectory above =
                new SafeDirectory(Files.newDirectoryStream(parent), parent, FileOwner.readUser(parent))) {
            return above.child(path.getFileName());
        }
    }

    /**
     * Opens a directory that may belong to another user, such as the temp directory of all users.
     *
     * @param path a directory
     * @return the directory, open
     * @throws IOException if it is not a directory
     */
    static SafeDirectory openShared(Path path) throws IOException {
        return new SafeDirectory(Files.newDirectoryStream(path), path, FileOwner.readUser(path));
    }

    /**
     * @param name of a directory in this one
     * @return the directory, open
     * @throws IOException if it is a link, not a directory, or of another user
     */
    SafeDirectory child(Path name) throws IOException {
        Path below = path.resolve(name);
        SafeDirectory child =
                new SafeDirectory(stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS), below, user);
        try {
            UserPrincipal owner = child.stream
                    .getFileAttributeView(FileOwnerAttributeView.class)
                    .getOwner();
            if (!owner.equals(user)) {
                throw new FileSystemException(below.toString(), null, "belongs to another user");
            }
            return child;
        } catch (IOException | RuntimeException e) {
            child.close();
            throw e;
        }
    }

    /** @return the path by which it was opened */
    Path path() {
        return path;
    }

    /**
     * Can be called once.
     *
     * @param action gets the name of each entry
     * @throws IOException if the directory can't be read
     */
    void forEach(Consumer<Path> action) throws IOException {
        try {
            for (Path entry : stream) {
                action.accept(entry.getFileName());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /**
     * @param name of an entry
     * @return its attributes, those of a link itself; null if there is no such entry
     */
    BasicFileAttributes attributes(Path name) {
        try {
            return stream.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * @param name of an entry; a link is not followed
     * @return whether it belongs to the user of this process
     */
    boolean isMine(Path name) {
        try {
            return stream.getFileAttributeView(name, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .getOwner()
                    .equals(user);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * @param name of a regular file in this directory
     * @return reads the file, and can lock it shared
     * @throws IOException if it can't be opened, or is a link
     */
    FileChannel read(Path name) throws IOException {
        SeekableByteChannel channel = stream.newByteChannel(name, READ);
        if (channel instanceof FileChannel file) {
            return file;
        }
        channel.close();
        throw new FileSystemException(name.toString(), null, "can't be locked");
    }

    /**
     * @param name of an empty file that is made
     * @throws IOException if there is an entry of this name, or none can be made
     */
    void create(Path name) throws IOException {
        stream.newByteChannel(name, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
                .close();
    }

    /**
     * Renames an entry. It replaces a file of the new name.
     *
     * @param name of the entry
     * @param target the new directory
     * @param newName its name there
     * @throws IOException if it can't be renamed
     */
    void move(Path name, SafeDirectory target, Path newName) throws IOException {
        stream.move(name, target.stream, newName);
    }

    /**
     * @param name of an entry that is not a directory
     * @throws IOException if it can't be removed
     */
    void deleteFile(Path name) throws IOException {
        stream.deleteFile(name);
    }

    /**
     * @param name of an empty directory
     * @throws IOException if it can't be removed
     */
    void deleteDirectory(Path name) throws IOException {
        stream.deleteDirectory(name);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
