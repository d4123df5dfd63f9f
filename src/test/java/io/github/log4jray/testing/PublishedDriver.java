package io.github.log4jray.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** What a driver publishes of itself in its session, read as a foreign program would. */
public record PublishedDriver(String driver, String job, String host, int port, String token, long pid) {

    /** @return where the driver of this job publishes itself */
    public static Path file(Path session, String job) {
        return session.resolve("log4jray").resolve("driver-" + job + ".json");
    }

    /** @return the driver of this job, as soon as it publishes itself */
    public static PublishedDriver await(Path session, String job) throws IOException {
        Path file = file(session, job);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(file));
        return read(file);
    }

    public static PublishedDriver read(Path file) throws IOException {
        Map<String, Object> members = ProtocolPeer.object(Files.readAllBytes(file));
        URI address = URI.create((String) members.get("address"));
        return new PublishedDriver(
                (String) members.get("driver"),
                (String) members.get("job"),
                address.getHost(),
                address.getPort(),
                (String) members.get("token"),
                (Long) members.get("pid"));
    }
}
