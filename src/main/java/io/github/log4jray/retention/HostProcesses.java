package io.github.log4jray.retention;

import io.github.log4jray.session.ProcessStamp;
import io.github.log4jray.session.Raylet;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Set;

/** Reads {@code /proc}. Where there is none, open files are unknown. Stateless. */
final class HostProcesses implements Processes {

    private static final Path PROC = Path.of("/proc");
    private static final String NUMBERS = "[0-9]*";

    @Override
    public boolean isAlive(long pid) {
        return ProcessStamp.isAlive(pid);
    }

    @Override
    public Set<Object> writtenFiles() {
        if (!Files.isDirectory(PROC.resolve("self/fd"))) {
            return null;
        }
        Set<Object> keys = new HashSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, NUMBERS)) {
            for (Path process : processes) {
                addWrittenFiles(process, keys);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return null;
        }
        return keys;
    }

    /** A process of another user can't be read, and does not write files of this user. */
    private static void addWrittenFiles(Path process, Set<Object> keys) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    if (isForWriting(descriptor)) {
                        add(Files.readAttributes(descriptor, BasicFileAttributes.class), keys);
                    }
                } catch (IOException e) {
                    // closed meanwhile, or a socket
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // ended meanwhile, or of another user
        }
    }

    /** The permissions of the link are the mode in which the file was opened. */
    private static boolean isForWriting(Path descriptor) throws IOException {
        return Files.readAttributes(descriptor, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .permissions()
                .contains(PosixFilePermission.OWNER_WRITE);
    }

    private static void add(BasicFileAttributes attributes, Set<Object> keys) {
        if (attributes.isRegularFile() && attributes.fileKey() != null) {
            keys.add(attributes.fileKey());
        }
    }

    @Override
    public boolean haveRaylet(String session) {
        return Raylet.isSeen(session);
    }

    @Override
    public String boot() {
        return ProcessStamp.readBoot();
    }
}
