package io.github.log4jray.file;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessContext;
import io.github.log4jray.context.RuntimeContext;
import io.github.log4jray.ray.JoinedCluster;
import io.github.log4jray.ray.RayWorker;
import io.github.log4jray.retention.RetentionManager;
import io.github.log4jray.retention.RetentionSettings;
import io.github.log4jray.rotation.FileCounts;
import io.github.log4jray.rotation.LogFile;
import io.github.log4jray.rotation.LogFileManager;
import io.github.log4jray.rotation.LogFileSettings;
import io.github.log4jray.session.JobLocator;
import io.github.log4jray.session.ProcessIdentity;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.JvmState;
import io.github.log4jray.settings.ReportOnce;
import io.github.log4jray.stdio.StandardStream;
import io.github.log4jray.text.Utf8Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The one or two files that an appender writes to. Thread-safe.
 *
 * <p>If Ray redirects the standard streams of its workers to files of the same names (Ray 2.60, not 2.39), records go
 * through these streams: two writers of one file would break its rotation. So do records for the log of Ray's native code, in
 * a process on Ray.
 */
final class ComponentFiles {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private final ProcessIdentity identity;
    private final JobLocator jobLocator;
    private final LogFileSelection selection;
    private final RuntimeContext processAtFirst;
    private final String jobAtFirst;
    private final LogFileNames names;
    private final boolean errAlone;
    private final boolean magicTokens;
    private final LogFileSettings settings;
    private final RetentionManager retention;
    private final List<Path> begun = new ArrayList<>();
    private final LogFileManager all;
    private final LogFileManager err;

    /**
     * How an appender writes.
     *
     * @param errAlone whether records of standard error go to the file of standard error only
     * @param magicTokens whether Ray's magic tokens are written
     * @param sharesWithRay whether the user expects that a file may be Ray's own; otherwise that is a warning
     * @param files how each file is written
     * @param retention how much of all logs of the session is kept
     */
    record Settings(
            boolean errAlone,
            boolean magicTokens,
            boolean sharesWithRay,
            LogFileSettings files,
            RetentionSettings retention) {}

    /**
     * @param label the appender, as messages name it
     * @param identity session and configured ids
     * @param selection says which files; an id that a name needs and nobody knows is made
     * @param settings how they are written
     * @param retention is told which logs are written; call {@link #end} when they are closed
     * @param acquired called with each manager; the callee must stop it later
     */
    ComponentFiles(
            String label,
            ProcessIdentity identity,
            LogFileSelection selection,
            Settings settings,
            RetentionManager retention,
            UnaryOperator<LogFileManager> acquired) {
        this.retention = retention;
        this.identity = identity;
        this.jobLocator = new JobLocator(identity);
        this.errAlone = settings.errAlone;
        this.magicTokens = settings.magicTokens;
        this.settings = settings.files;
        this.selection = selection;
        this.processAtFirst = ProcessContext.current();
        this.jobAtFirst = jobLocator.currentJobId();
        this.names = selection.names(jobLocator);
        boolean isOfRay = isOfRay(selection, names);
        if (isOfRay && !settings.sharesWithRay && ReportOnce.FILE_OF_RAY.first()) {
            LOGGER.warn(
                    "{}: {} is Ray's own file: events are printed to standard output and standard error instead."
                            + " component=\"java-worker\" gives them a file of their own",
                    label,
                    logs().resolve(name(names)));
        }
        BiFunction<String, StandardStream, LogFileManager> manager = (name, stream) -> {
            if (name == null) {
                return null;
            }
            Path path = logs().resolve(name);
            begin(path);
            LogFileManager made = acquired.apply(
                    isOfRay
                            ? LogFileManager.of(path, stream.descriptor(), settings.files)
                            : LogFileManager.of(
                                    path,
                                    selection.isOfOneProcess()
                                            ? null
                                            : identity.session().lockFile(name),
                                    settings.files));
            made.file().onFailedWrite(retention::passAtOnce);
            return made;
        };
        this.all = manager.apply(names.all(), StandardStream.OUT);
        this.err = manager.apply(names.standardError(), StandardStream.ERR);
    }

    private void begin(Path path) {
        begun.add(path);
        retention.begin(path, settings.rotation().backupCount());
    }

    /** The logs are closed, as far as this appender is concerned. */
    void end() {
        begun.forEach(path -> retention.end(path, settings.rotation().backupCount()));
    }

    private Path logs() {
        return identity.session().logs();
    }

    private static String name(LogFileNames names) {
        return names.all() != null ? names.all() : names.standardError();
    }

    /** Decided once in a process: later the file exists in any case. */
    private boolean isOfRay(LogFileSelection selection, LogFileNames names) {
        if (selection.isCore()) {
            return isOnRay();
        }
        if (!selection.isWorker() || !RayWorker.isThis(Environment.process())) {
            return false;
        }
        Path path = logs().resolve(name(names));
        String writer = JvmState.once(
                "writer." + path,
                () -> RayWorker.redirectsStandardStreams(Environment.process()) || Files.exists(path)
                        ? "Ray's"
                        : "ours");
        return writer.equals("Ray's");
    }

    /** A driver may write its first event before {@code Ray.init()}: its session tells whether it is on Ray. */
    private boolean isOnRay() {
        boolean mayJoin = JoinedCluster.isPossible()
                && Files.isDirectory(identity.session().directory().resolve("sockets"));
        return mayJoin || RayWorker.isThis(Environment.process());
    }

    /**
     * Compares the names with those that the process would give the files now: the application, Ray or a driver may have given
     * it other ids meanwhile. It looks for no driver.
     *
     * @return whether these are others
     */
    boolean haveOtherNamesNow() {
        boolean sameIds =
                processAtFirst == ProcessContext.current() && Objects.equals(jobAtFirst, jobLocator.currentJobId());
        return !sameIds && !names.equals(selection.names(jobLocator));
    }

    /** Withdraws the settings of this appender, before its managers are stopped. */
    void forget() {
        Stream.of(all, err).filter(Objects::nonNull).forEach(manager -> manager.forget(settings));
    }

    /** The process ends: each record is written at once from now on. */
    void beginEnd() {
        logs(LogFile::beginEnd);
    }

    /** Writes all records within a limited time. */
    void flushInTime() {
        logs(LogFile::flushInTime);
    }

    private void logs(Consumer<LogFile> work) {
        Stream.of(all, err).filter(Objects::nonNull).map(LogFileManager::file).forEach(work);
    }

    /** @return a number that changes with each write to one of the files */
    long progress() {
        return Stream.of(all, err)
                .filter(Objects::nonNull)
                .mapToLong(manager -> manager.file().progress())
                .sum();
    }

    /** @return what was written to both files, and lost */
    FileCounts counts() {
        return Stream.of(all, err)
                .filter(Objects::nonNull)
                .map(manager -> manager.file().counts())
                .reduce(FileCounts.NONE, FileCounts::plus);
    }

    /** @return the file for all events, or the only one */
    Path path() {
        return main().path();
    }

    /** @return the file for all events, or the only one */
    LogFile main() {
        return (all != null ? all : err).file();
    }

    /**
     * Writes to each file. If one fails, the other still gets the record. The file reports its own failure, once. An Error
     * means that no file has got the record; if only the second one has not, it counts the record as missing.
     *
     * @param event the event
     * @param record the event as rendered
     * @param isErr whether the event goes to standard error
     * @param now whether it must be in the file when this returns
     * @return the first failure; null for none
     */
    IOException write(LogEvent event, Utf8Buffer record, boolean isErr, boolean now) {
        boolean toAll = all != null && !(isErr && errAlone);
        IOException failure = toAll ? written(all.file(), event, record, now) : null;
        if (err == null || !isErr) {
            return failure;
        }
        try {
            IOException other = written(err.file(), event, record, now);
            return failure == null ? other : failure;
        } catch (OutOfMemoryError | StackOverflowError e) {
            if (!toAll) {
                throw e;
            }
            err.file().drop(1);
            return failure;
        }
    }

    private IOException written(LogFile file, LogEvent event, Utf8Buffer record, boolean now) {
        try {
            write(file, event, record, now);
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private void write(LogFile file, LogEvent event, Utf8Buffer record, boolean now) throws IOException {
        if (magicTokens) {
            String ofEvent = ContextKeys.JOB_ID.of(event);
            file.write(
                    record.array(),
                    record.length(),
                    now,
                    ofEvent != null ? ofEvent : jobLocator.currentJobId(),
                    ContextKeys.ACTOR_NAME.of(event),
                    ContextKeys.TASK_NAME.of(event));
        } else {
            file.write(record.array(), record.length(), now);
        }
    }
}
