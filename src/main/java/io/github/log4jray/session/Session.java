package io.github.log4jray.session;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.settings.JvmState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A session directory: {@code <temp>/session_<time>_<pid>}, with its {@code logs}. What this library
 * itself has to remember lies beside the logs, in {@code log4jray}.
 *
 * @param directory the session's absolute path
 * @param logs the directory of its log files, absolute too
 */
public record Session(Path directory, Path logs) {

    /**
     * @param directory the session, absolute
     * @param logs its log directory, absolute; null for {@code <directory>/logs}
     * @return the session, which need not exist
     */
    static Session named(Path directory, Path logs) {
        return new Session(directory, logs == null ? directory.resolve("logs") : logs);
    }

    /**
     * Makes sure that the session and its log directory exist.
     *
     * @return this
     * @throws IOException where they can't be made
     */
    Session made() throws IOException {
        Files.createDirectories(directory);
        Files.createDirectories(logs);
        return this;
    }

    /**
     * @return where this library keeps what it has to remember about the session
     * @throws IOException where the directory can't be made
     */
    Path bookkeeping() throws IOException {
        return Files.createDirectories(bookkeepingDirectory());
    }

    /** @return the same; need not exist */
    Path bookkeepingDirectory() {
        return directory.resolve("log4jray");
    }

    /**
     * @param name of a log file
     * @return what the process locks that rotates it; need not exist
     */
    public Path lockFile(String name) {
        boolean usual = logs.equals(directory.resolve("logs"));
        String elsewhere =
                usual ? "" : "." + Integer.toHexString(logs.toString().hashCode());
        return bookkeepingDirectory().resolve(name + elsewhere + ".lock");
    }

    /** @return the job that this process has claimed or adopted in this session, or null */
    String knownJob() {
        String claimed = JvmState.get(claimKey());
        return claimed != null ? claimed : JvmState.get(adoptionKey());
    }

    /**
     * Remembers the job of this process, a worker, for all its appenders of this session.
     *
     * @param job its id, that of a driver
     * @return the job that is remembered: the first one
     */
    String adoptJob(String job) {
        return JvmState.once(adoptionKey(), () -> job);
    }

    /**
     * The job of this process, a driver: the next of the session that no other driver has, claimed once. Job ids are
     * a little-endian counter from 1, as in Ray 2.60: {@code 01000000}, {@code 02000000}, ….
     *
     * @return its id
     * @throws UncheckedIOException where the claim can't be written down
     */
    String claimJob() {
        return JvmState.once(claimKey(), () -> {
            try {
                Path claims = bookkeeping();
                for (int number = 1; ; number++) {
                    String job = String.format(Locale.ROOT, "%08x", Integer.reverseBytes(number));
                    try {
                        Files.writeString(Files.createFile(claims.resolve("job-" + job)), ProcessIds.pid() + "\n");
                        return job;
                    } catch (FileAlreadyExistsException e) {
                        // another driver's
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Notes that a job has its driver, so that no other driver claims it.
     *
     * @param job the id that was supplied to this process, a driver
     * @return the same
     * @throws UncheckedIOException where that can't be written down
     */
    String taken(String job) {
        return JvmState.once("taken." + job + "." + directory, () -> {
            try {
                Path claim = bookkeeping().resolve("job-" + job);
                if (!Files.exists(claim)) {
                    Files.writeString(claim, ProcessIds.pid() + "\n");
                }
                return job;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** @return whether this process has claimed a job */
    boolean isDriver() {
        return JvmState.get(claimKey()) != null;
    }

    private String claimKey() {
        return "job.claimed." + directory;
    }

    private String adoptionKey() {
        return "job.adopted." + directory;
    }
}
