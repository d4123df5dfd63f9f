package io.github.log4jray.session;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.settings.JvmState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * The job ids of one session. A claimed job has a file {@code log4jray/job-<job id>} there, which holds the driver's process
 * id. What this process has claimed or discovered is kept in {@link JvmState}, for all logger contexts and class loaders.
 * Thread-safe.
 */
final class SessionJobs {

    private final Session session;
    private final String claimKey;
    private final String discoveryKey;
    private final String roleKey;

    SessionJobs(Session session) {
        this.session = session;
        this.claimKey = "job.claimed." + session.directory();
        this.discoveryKey = "job.discovered." + session.directory();
        this.roleKey = "role." + session.directory() + ".";
    }

    /**
     * Raises the role of this process in the session.
     *
     * @param role the role that an appender gives to the process
     * @return the highest role that an appender of this process has in the session so far
     */
    ProcessRole raiseRole(ProcessRole role) {
        if (role != ProcessRole.NONE) {
            JvmState.claim(roleKey + role);
        }
        ProcessRole highest = role;
        for (ProcessRole other : ProcessRole.values()) {
            highest = JvmState.get(roleKey + other) == null ? highest : highest.or(other);
        }
        return highest;
    }

    /** @return the job that this process has claimed or discovered in the session; null for none */
    String current() {
        String claimed = JvmState.get(claimKey);
        return claimed != null ? claimed : JvmState.get(discoveryKey);
    }

    /** @return whether this process has claimed a job by {@link #claimNext} */
    boolean hasClaimedNext() {
        return JvmState.get(claimKey) != null;
    }

    /**
     * Claims the next free job of the session, once in the life of this process. Job ids are a little-endian counter from 1,
     * as in Ray 2.60: {@code 01000000}, {@code 02000000}, ….
     *
     * @return the job id
     * @throws UncheckedIOException if the file can't be written
     */
    String claimNext() {
        return JvmState.once(claimKey, () -> {
            try {
                Path claims = session.makeBookkeepingDirectory();
                for (int number = 1; ; number++) {
                    String job = String.format(Locale.ROOT, "%08x", Integer.reverseBytes(number));
                    try {
                        write(claims.resolve("job-" + job));
                        return job;
                    } catch (FileAlreadyExistsException e) {
                        // another driver has claimed this job
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Claims the configured job of this process, a driver, so that no other driver claims it. Another driver may have
     * claimed the same job before: that is no error.
     *
     * @param job the configured job id
     * @return the same
     * @throws UncheckedIOException if the file can't be written
     */
    String claim(String job) {
        return JvmState.once("job.configured." + job + "." + session.directory(), () -> {
            try {
                Path claim = session.makeBookkeepingDirectory().resolve("job-" + job);
                if (!Files.exists(claim, LinkOption.NOFOLLOW_LINKS)) {
                    write(claim);
                }
                return job;
            } catch (FileAlreadyExistsException e) {
                return job; // another driver has claimed it this very moment
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Makes the file; one that exists, also a link that leads nowhere, is neither followed nor changed. */
    private static void write(Path claim) throws IOException {
        Files.writeString(claim, ProcessIds.pid() + "\n", StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /**
     * Keeps the job that this process, a worker, has discovered, for all its appenders of this session.
     *
     * @param job the job id of the driver
     * @return the job that this process has discovered first
     */
    String keepDiscovered(String job) {
        return JvmState.once(discoveryKey, () -> job);
    }

    /**
     * Replaces the discovered job for all appenders of this session, because its driver is gone.
     *
     * @param job the job id of the next driver
     * @return the same
     */
    String replaceDiscovered(String job) {
        JvmState.put(discoveryKey, job);
        return job;
    }
}
