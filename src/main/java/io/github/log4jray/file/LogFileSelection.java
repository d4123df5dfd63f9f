package io.github.log4jray.file;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.session.JobLocator;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.ReportOnce;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/** Which files an appender writes: those of a component, or one with a plain name. Immutable. */
final class LogFileSelection {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final Pattern NOT_PLAIN = Pattern.compile("\\.\\.|[/\\\\]|\\p{Cntrl}|[\\x80-\\x9f]");
    private static final Pattern SUFFIX = Pattern.compile("\\.[a-zA-Z0-9]{1,8}$");
    private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,8}");

    /** File systems allow 255 bytes: the rest is for ids and the number of a backup. */
    private static final int MAX_NAME_BYTES = 200;

    private final Component component;
    private final LogStream stream;
    private final String shard;
    private final String submissionId;
    private final String fileName;

    private LogFileSelection(
            Component component, LogStream stream, String shard, String submissionId, String fileName) {
        this.component = component;
        this.stream = stream;
        this.shard = shard;
        this.submissionId = submissionId;
        this.fileName = fileName;
    }

    /**
     * Reads the attributes of one appender. An invalid one leaves the appender out: a log in a wrong file would be worse.
     *
     * @param attributes reports invalid attributes
     * @param component the attribute of that name, or null
     * @param stream the attribute of that name, or null
     * @param shard the attribute of that name, or null
     * @param submissionId the attribute of that name, or null
     * @param fileName the attribute of that name, or null
     * @return the selection; for use only if no attribute was refused
     */
    static LogFileSelection of(
            Attributes attributes,
            String component,
            String stream,
            String shard,
            String submissionId,
            String fileName) {
        Component known = component(attributes, Attributes.given(component), fileName);
        LogFileSelection selection = new LogFileSelection(
                known,
                stream(attributes, known, Attributes.given(stream)),
                Attributes.given(shard),
                Attributes.given(submissionId),
                fileName);
        if (known != null || Attributes.given(component) == null) {
            selection.checkAttributesOfOneComponent(attributes, Attributes.given(stream));
        }
        if (known == Component.PLASMA_STORE && ReportOnce.DEPRECATED_COMPONENT.first(known)) {
            LOGGER.warn("{}: component=\"plasma_store\" is deprecated: Ray has no such process", attributes.label());
        }
        return selection;
    }

    private static Component component(Attributes attributes, String component, String fileName) {
        boolean plain = fileName != null && !fileName.isEmpty();
        if (component == null) {
            if (!plain) {
                attributes.refuse("component", null, "expected a component or a fileName");
            } else if (!isPlainName(fileName)) {
                attributes.refuse(
                        "fileName", fileName, "expected a plain file name of at most " + MAX_NAME_BYTES + " bytes");
            }
            return null;
        }
        if (Attributes.given(fileName) != null) {
            attributes.refuse("fileName", fileName, "expected either this or component \"" + component + "\"");
            return null;
        }
        Component known = Component.named(component);
        if (known == null) {
            attributes.refuse("component", component, "expected one of " + Component.known());
        }
        return known;
    }

    private static LogStream stream(Attributes attributes, Component component, String stream) {
        if (stream == null || component == null) {
            return null;
        }
        for (LogStream known : component.streams()) {
            if (known.written().equalsIgnoreCase(stream)) {
                return known;
            }
        }
        String streams = component.streams().stream().map(LogStream::written).collect(Collectors.joining(", "));
        attributes.refuse("stream", stream, "expected one of " + streams + " for component " + component.written());
        return null;
    }

    private void checkAttributesOfOneComponent(Attributes attributes, String givenStream) {
        if (component == null && givenStream != null) {
            attributes.refuse("stream", givenStream, "needs a component");
        }
        boolean sharded = component == Component.REDIS_SHARD;
        if (sharded && (shard == null || !NUMBER.matcher(shard).matches())) {
            attributes.refuse("shard", shard, "expected the number of a shard, such as 0");
        } else if (!sharded && shard != null) {
            attributes.refuse("shard", shard, "only component redis-shard has a shard");
        }
        boolean submitted = component == Component.JOB_DRIVER;
        if (submitted && (submissionId == null || !isPlainName(submissionId))) {
            attributes.refuse("submissionId", submissionId, "expected an id that can be part of a file name");
        } else if (!submitted && submissionId != null) {
            attributes.refuse("submissionId", submissionId, "only component job-driver has a submissionId");
        }
    }

    private static boolean isPlainName(String name) {
        return !name.isBlank()
                && !name.equals(".")
                && !name.contains("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c))
                && length(name) <= MAX_NAME_BYTES
                && canBeWritten(name);
    }

    /**
     * Makes a plain name of a name that a lookup has made for an event, as that of a task. The first one that is changed is
     * reported.
     *
     * @param attributes names the appender
     * @param attribute the attribute's name
     * @param name its value, or null
     * @return the name, with {@code _} in place of what can't be part of a plain name; a longer one is cut before its
     *     suffix and gets a hash
     */
    static String plainName(Attributes attributes, String attribute, String name) {
        if (name == null || name.isBlank() || isPlainName(name)) {
            return name;
        }
        String plain = NOT_PLAIN.matcher(name).replaceAll("_");
        if (plain.equals(".")) {
            plain = "_";
        }
        if (!canBeWritten(plain)) {
            plain = plain.replaceAll("[^\\x20-\\x7e]", "_");
        }
        if (length(plain) > MAX_NAME_BYTES) {
            plain = cut(plain, name);
        }
        if (ReportOnce.FILE_NAME.first()) {
            LOGGER.warn(
                    "{}: {} \"{}\" can't be the name of a file (expected a plain file name of at most {} bytes); \"{}\" is"
                            + " used instead, and such names of other events are changed in the same way",
                    attributes.label(),
                    attribute,
                    name,
                    MAX_NAME_BYTES,
                    plain);
        }
        return plain;
    }

    private static int length(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The suffix stays, as a log is known by it. A hash of the name keeps the files of different names apart. */
    private static String cut(String plain, String name) {
        Matcher found = SUFFIX.matcher(plain);
        String suffix = found.find() ? found.group() : "";
        String end = "-" + HexFormat.of().toHexDigits(hash(name)) + suffix;
        String begin = plain.substring(0, Math.min(plain.length() - suffix.length(), MAX_NAME_BYTES));
        while (length(begin) + end.length() > MAX_NAME_BYTES) {
            begin = begin.substring(0, begin.offsetByCodePoints(begin.length(), -1));
        }
        return begin + end;
    }

    private static long hash(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In the locale "C", Java can only write names of ASCII characters. */
    private static boolean canBeWritten(String name) {
        try {
            return Path.of(name).getFileName() != null;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** @return whether these are {@code .out} or {@code .err} files, so that standard error has a file of its own */
    boolean hasStandardError() {
        return component != null
                && (stream != null ? stream : component.streams().get(0)) != LogStream.LOG;
    }

    /** @return whether these are the files of component {@code worker} */
    boolean isWorker() {
        return component == Component.WORKER;
    }

    /** @return whether these are files that the native part of Ray writes in each of its processes */
    boolean isCore() {
        return component != null && component.isCore();
    }

    /** @return whether the names contain a worker id and a pid, so that no other process writes the same files */
    boolean isOfOneProcess() {
        return component != null && component.isOfOneProcess();
    }

    /**
     * @param jobLocator finds the ids that the names need; a driver claims its job
     * @return the names of the files
     */
    LogFileNames names(JobLocator jobLocator) {
        if (component == null) {
            return new LogFileNames(fileName, null);
        }
        return component.names(stream, new Component.Parts() {
            @Override
            public String workerId() {
                return jobLocator.findWorkerId();
            }

            @Override
            public String jobId() {
                String job = jobLocator.claimOrDiscoverJob();
                return job == null ? ProcessIds.NIL_JOB : job;
            }

            @Override
            public String shard() {
                return shard;
            }

            @Override
            public String submissionId() {
                return submissionId;
            }
        });
    }
}
