package io.github.log4jray.rotation;

import io.github.log4jray.ownership.GuardedFile;
import io.github.log4jray.ownership.TrustedDirectory;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * A log file that is open for appending, what it was when it was opened, and the key by which the file is recognised.
 * Other processes may replace the file at a path at any moment.
 *
 * <p>The file is a {@link FileOutputStream}: an interrupt of an application's thread would close a {@code FileChannel}.
 *
 * @param stream appends to the file
 * @param key identifies the file; null if the file system has no keys
 * @param regular whether it is a regular file, which can rotate
 * @param size its size, in bytes; 0 if it is not regular
 */
record OpenLogFile(FileOutputStream stream, Object key, boolean regular, long size) {

    private static final int MOST_TRIES = 10;

    /**
     * Opens the file at a path, and makes it if there is none. Retries while another process puts a new file in its
     * place, so that the key is that of the open file.
     *
     * @param path the file
     * @param permissions of a new file; null for those that the process's umask gives
     * @return the open file
     * @throws IOException if the file can't be made or opened
     */
    static OpenLogFile at(Path path, Set<PosixFilePermission> permissions) throws IOException {
        for (int tries = 0; ; tries++) {
            BasicFileAttributes before = attributes(path);
            if (before == null) {
                makeDirectory(path);
            }
            FileOutputStream opened = GuardedFile.isNeededFor(path)
                    ? GuardedFile.append(path, permissions)
                    : append(path, before == null ? permissions : null);
            BasicFileAttributes after = attributes(path);
            Object key = after == null ? null : after.fileKey();
            boolean same = before == null ? after != null : Objects.equals(before.fileKey(), key);
            if (same || tries == MOST_TRIES) {
                boolean regular = after != null && after.isRegularFile();
                return new OpenLogFile(opened, key, regular, regular ? after.size() : 0);
            }
            opened.close();
        }
    }

    /** @return a standard stream, which never rotates */
    static OpenLogFile of(FileOutputStream standardStream) {
        return new OpenLogFile(standardStream, null, false, 0);
    }

    /**
     * @param path the file
     * @return the attributes of the file at a path; null if there is no such file, or it can't be seen
     */
    static BasicFileAttributes attributes(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException e) {
            return null;
        }
    }

    /** @return whether these are the attributes of the open file; null for those of no file */
    boolean has(BasicFileAttributes attributes) {
        return attributes != null && Objects.equals(key, attributes.fileKey());
    }

    private static void makeDirectory(Path path) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (!Files.exists(directory)) {
            TrustedDirectory.make(directory);
        }
    }

    /** Only this user and root can exchange the file. It is made first, if permissions are given. */
    private static FileOutputStream append(Path path, Set<PosixFilePermission> permissions) throws IOException {
        if (permissions != null && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createFile(path, PosixFilePermissions.asFileAttribute(permissions));
                // the umask may have taken some away
                Files.getFileAttributeView(path, PosixFileAttributeView.class).setPermissions(permissions);
            } catch (FileAlreadyExistsException e) {
                // another process was first, and its permissions stay
            } catch (UnsupportedOperationException e) {
                StatusLogger.getLogger().debug("log4j-ray: {} has the file system's own permissions", path, e);
            }
        }
        return new FileOutputStream(path.toFile(), true);
    }
}
