package io.github.log4jray.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.JavaProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host name with two addresses, of which only the second one has a GCS. */
final class GcsByNameTest extends WithFakeGcs {

    @Test
    void grpcTriesEveryAddress(@TempDir Path directory) throws Exception {
        Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.9 gcs.test\n127.0.0.1 gcs.test\n");
        FakeGcs gcs = gcsOfTwoJobs();
        try (JavaProcess client = JavaProcess.plan(
                        directory,
                        AskGcs.class,
                        "gcs.test",
                        String.valueOf(gcs.address().port()))
                .option("-Djdk.net.hosts.file=" + hosts)
                .start()) {
            assertThat(client.join()).as(client.err()).isZero();
            assertThat(client.lines()).hasSize(1).allMatch(line -> line.matches("[1-9]\\d* bytes"));
        }
    }
}
