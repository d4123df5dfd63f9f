package io.github.log4jray.session;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.ownership.GuardedFile;
import io.github.log4jray.text.JsonReader;
import io.github.log4jray.text.Utf8Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The address of a driver, as the driver publishes it in its session. The file
 * {@code <session>/log4jray/driver-<job_id>.json} holds one JSON object with the components of this record and
 * {@code "v":1}. It contains a secret: its mode is 0600, and a process ignores the files of other users. A driver that was
 * killed leaves its file behind; {@link #probe} and {@link #probeAnyHost} tell a live driver from such a file. Immutable.
 *
 * @param driver 32 random hexadecimal digits of this driver
 * @param job the driver's job id
 * @param address {@code tcp://host:port}
 * @param token the secret that worker and driver prove to each other to know
 * @param pid the driver's process id
 * @param stamp identifies the driver's process together with its pid
 */
public record DriverEndpoint(String driver, String job, String address, String token, long pid, ProcessStamp stamp) {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final int MAX_BYTES = 64 * 1024;
    private static final int PROBE_MILLIS = 200;
    private static final int PROBE_MILLIS_OF_ANOTHER_HOST = 1_000;
    private static final String PREFIX = "driver-";
    private static final String SUFFIX = ".json";

    /**
     * @param driver 32 random hexadecimal digits of this driver
     * @param job the driver's job id
     * @param address {@code tcp://host:port}
     * @param token the secret that worker and driver prove to each other to know
     * @param pid the process id of the driver, which is a process of this host
     */
    public DriverEndpoint(String driver, String job, String address, String token, long pid) {
        this(driver, job, address, token, pid, ProcessStamp.of(pid));
    }

    /**
     * @param another another job of the same driver
     * @return the endpoint of this driver under that job
     */
    public DriverEndpoint forJob(String another) {
        return new DriverEndpoint(driver, another, address, token, pid, stamp);
    }

    /**
     * Publishes this endpoint. It replaces the endpoint of another driver with the same job.
     *
     * @param session the driver's session
     * @throws IOException if the file can't be written
     */
    public void publish(Session session) throws IOException {
        Utf8Buffer json = new Utf8Buffer().add("{\"v\":1,\"driver\":").addJson(driver);
        json.add(",\"job\":").addJson(job).add(",\"address\":").addJson(address);
        json.add(",\"token\":").addJson(token).add(",\"pid\":").add(pid);
        if (stamp.host() != null) {
            json.add(",\"host\":").addJson(stamp.host()).add(",\"started\":").add(stamp.started());
        }
        json.add("}\n");
        Path directory = session.makeBookkeepingDirectory();
        Path fresh = directory.resolve(".driver-" + ProcessIds.randomHex(16) + ".tmp");
        try {
            writeNew(fresh, json);
            Files.move(fresh, file(session, job), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /**
     * Makes the file and writes it by the same descriptor: where others can write in the session, as in one of Ray, a file or
     * link of another user under this name never gets the token.
     */
    private static void writeNew(Path fresh, Utf8Buffer json) throws IOException {
        Set<OpenOption> onlyNew = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        boolean interrupted = Thread.interrupted(); // an interrupt would close the channel
        try (OutputStream content =
                Channels.newOutputStream(Files.newByteChannel(fresh, onlyNew, privateFile(fresh)))) {
            content.write(json.array(), 0, json.length());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static FileAttribute<?>[] privateFile(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /**
     * Deletes the published file, unless another driver has replaced it.
     *
     * @param session the session in which it was published
     */
    public void withdraw(Session session) {
        Path file = file(session, job);
        try {
            DriverEndpoint published = read(file);
            if (published != null && published.driver.equals(driver)) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOGGER.warn("log4j-ray: can't delete {}: {}", file, e);
        }
    }

    /**
     * Reads the endpoint of one job.
     *
     * @param session a session
     * @param job a job id
     * @return the endpoint that the driver of this job has published there; null for none
     */
    public static DriverEndpoint of(Session session, String job) {
        return read(file(session, job));
    }

    private static Path file(Session session, String job) {
        return session.bookkeepingDirectory().resolve(PREFIX + job + SUFFIX);
    }

    /**
     * Reads all endpoints of a session.
     *
     * @param session a session
     * @return the endpoints that are published there
     */
    public static List<DriverEndpoint> readAll(Session session) {
        List<DriverEndpoint> endpoints = new ArrayList<>();
        Path directory = session.bookkeepingDirectory();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
            for (Path file : files) {
                DriverEndpoint endpoint = read(file);
                if (endpoint != null) {
                    endpoints.add(endpoint);
                }
            }
        } catch (NoSuchFileException e) {
            return endpoints;
        } catch (IOException | DirectoryIteratorException e) {
            LOGGER.warn("log4j-ray: can't look for drivers in {}: {}", directory, e);
        }
        return endpoints;
    }

    /** @return whether the driver's process was one of this host and has ended: somebody else may have its port now */
    public boolean isGone() {
        return stamp.isGone(pid);
    }

    /**
     * Checks whether the driver is alive, in at most 200 ms. It connects to the driver only if the address is a loopback
     * address, because another connection could take long.
     *
     * @return false if the driver's process is gone, or if a loopback address accepts no connection
     */
    public boolean probe() {
        return !isGone() && (!isLoopback() || connects(PROBE_MILLIS));
    }

    /**
     * Finds the drivers at whose address somebody answers, on whatever host, in 200 ms for all of other hosts together;
     * longer only with a slow name server.
     *
     * @param published drivers whose process may be alive
     * @return those of them that have accepted a connection in this time
     */
    static List<DriverEndpoint> answering(List<DriverEndpoint> published) {
        return answering(published, DriverEndpoint::connects, System::nanoTime);
    }

    /**
     * @param published as above
     * @param connects whether a driver accepts a connection within a number of milliseconds
     * @param nanoTime as {@link System#nanoTime}
     * @return as above
     */
    static List<DriverEndpoint> answering(
            List<DriverEndpoint> published, BiPredicate<DriverEndpoint, Integer> connects, LongSupplier nanoTime) {
        long end = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(PROBE_MILLIS);
        List<DriverEndpoint> answering = new ArrayList<>();
        for (DriverEndpoint each : published) {
            int left =
                    each.isLoopback() ? PROBE_MILLIS : (int) TimeUnit.NANOSECONDS.toMillis(end - nanoTime.getAsLong());
            if (left > 0 && connects.test(each, left)) {
                answering.add(each);
            }
        }
        return answering;
    }

    /** @return whether the driver's process was started on this host since its boot; false if that is not known */
    public boolean isOfThisHost() {
        return stamp.isOfThisHost();
    }

    /**
     * As {@link #answering}, but it waits longer for another host. That takes a second or, with a slow name server, longer, so
     * threads of the application must not call this.
     *
     * @return false if the driver's process is gone, or if its address accepts no connection
     */
    boolean probeAnyHost() {
        return !isGone() && connects(isLoopback() ? PROBE_MILLIS : PROBE_MILLIS_OF_ANOTHER_HOST);
    }

    /** @return whether the address is a loopback address; this asks no name server */
    boolean isLoopback() {
        try {
            String host = Address.parse(address).host();
            return host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.equals("::1");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean connects(int timeoutMillis) {
        try (Socket socket = new Socket()) {
            if (Address.parse(address) instanceof Address.Tcp tcp) {
                socket.connect(tcp.resolve(), timeoutMillis);
            }
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static DriverEndpoint read(Path file) {
        try {
            byte[] bytes = GuardedFile.read(file, MAX_BYTES);
            if (bytes == null) {
                return null;
            }
            Map<String, Object> members = JsonReader.object(bytes, 0, bytes.length);
            DriverEndpoint endpoint = new DriverEndpoint(
                    (String) members.get("driver"),
                    (String) members.get("job"),
                    (String) members.get("address"),
                    (String) members.get("token"),
                    number(members.get("pid")),
                    new ProcessStamp((String) members.get("host"), number(members.get("started"))));
            boolean complete = endpoint.driver != null
                    && endpoint.job != null
                    && ContextKeys.JOB_ID.allows(endpoint.job)
                    && endpoint.address != null
                    && endpoint.token != null;
            return complete ? endpoint : null;
        } catch (IOException | JsonReader.MalformedJsonException | ClassCastException e) {
            LOGGER.debug("log4j-ray: no endpoint of a driver in {}: {}", file, e);
            return null;
        }
    }

    private static long number(Object member) {
        return member instanceof Long number ? number : 0;
    }
}
