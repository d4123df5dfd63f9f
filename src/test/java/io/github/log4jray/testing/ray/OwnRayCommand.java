package io.github.log4jray.testing.ray;

import io.github.log4jray.testing.fixtures.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * A command {@code ray} for drivers that start a cluster themselves. Its cluster has ports and a directory of its own,
 * and {@code ray stop} ends the processes of this one, where Ray's own would end all that there are on the machine.
 */
public final class OwnRayCommand implements AutoCloseable {

    private final Path cluster;
    private final Path command;

    /**
     * @param version as {@code .ci/install-ray} has it
     * @param directory for the command
     */
    public OwnRayCommand(String version, Path directory) throws IOException {
        // short: there will be sockets below it
        cluster = Files.createTempDirectory("ray");
        command = Files.createDirectory(directory.resolve("bin")).resolve("ray");
        Files.writeString(command, """
                #!/bin/sh
                if [ "$1" = stop ]; then
                    for process in /proc/[0-9]*; do
                        if grep -qsF %1$s/ "$process/cmdline"; then kill -KILL "${process#/proc/}" || true; fi
                    done
                else
                    exec %2$s "$@" --temp-dir=%1$s/t --port=0 --ray-client-server-port=%3$s --dashboard-port=0 \\
                        --dashboard-agent-listen-port=0 --dashboard-agent-grpc-port=0 --min-worker-port=0 \\
                        --max-worker-port=0 --include-dashboard=false --num-cpus=2 --object-store-memory=100000000 \\
                        --disable-usage-stats
                fi
                """.formatted(cluster, RayCluster.command(version), FreePorts.one()));
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** @return the variables of a driver that finds it */
    public Map<String, String> environment() {
        return Map.of("PATH", command.getParent() + ":" + System.getenv("PATH"));
    }

    /** Ends what is left of the cluster. */
    @Override
    public void close() throws IOException, InterruptedException {
        new ProcessBuilder(command.toString(), "stop")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        RayCluster.delete(cluster);
    }
}
