package io.github.log4jray.retention;

import io.github.log4jray.session.Registration;
import io.github.log4jray.session.Session;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real session directory whose processes and whose time a test makes up. */
final class SimulatedSession {

    static final String WORKER_ID = "ab".repeat(28);

    final SimulatedProcesses processes = new SimulatedProcesses();
    final Path temp;
    final Session session;
    Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private int registrations;

    SimulatedSession(Path temp) throws IOException {
        this(temp, "session_2026-11-28_10-00-00_000000_1");
    }

    SimulatedSession(Path temp, String name) throws IOException {
        this.temp = temp;
        this.session = Session.named(temp.resolve(name), null);
        Files.createDirectories(session.logs());
        Files.createDirectories(session.bookkeepingDirectory());
    }

    InstantSource clock() {
        return () -> now;
    }

    /** The settings come from a process that lives. */
    Registration withSettings(long bytes, int days, int keepSessions) {
        Registration registration = new Registration(session.bookkeepingDirectory());
        registration.addSettings(new RetentionSettings(bytes, days, keepSessions).written());
        return registration;
    }

    /** What is left of a process of log4j-ray that was killed. */
    void killedProcess(String... logs) throws IOException {
        String name = Registration.PREFIX + "4000000-" + String.format("%08x", registrations++);
        Files.createFile(session.bookkeepingDirectory().resolve(name + Registration.LOCK_SUFFIX));
        String facts = Stream.of(logs).map(log -> "+log 3 " + log + "\n").collect(Collectors.joining());
        Files.writeString(
                session.bookkeepingDirectory().resolve(name), "boot " + processes.boot() + "\npid 4000000\n" + facts);
    }

    RetentionPass.Result pass() throws IOException {
        return new RetentionPass(session, processes, clock()).run();
    }

    Path log(String name, long bytes, Duration age) throws IOException {
        return file(session.logs().resolve(name), bytes, age);
    }

    Path file(Path file, long bytes, Duration age) throws IOException {
        Files.createDirectories(file.getParent());
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(bytes);
        }
        Files.setLastModifiedTime(file, FileTime.from(now.minus(age)));
        return file;
    }

    static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    static String worker(long pid) {
        return "worker-" + WORKER_ID + "-ffffffff-" + pid + ".out";
    }

    /** The size of each file below the logs directory, by its path there. A thread may remove files meanwhile. */
    Map<String, Long> files() throws IOException {
        Map<String, Long> files = new TreeMap<>();
        Files.walkFileTree(session.logs(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.put(session.logs().relativize(file).toString(), attributes.size());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException && !file.equals(session.logs())) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return files;
    }
}
