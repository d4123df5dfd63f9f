package io.github.log4jray.gcs;

import io.github.log4jray.protocol.Batch;
import java.util.Objects;

/**
 * A process of a cluster.
 *
 * @param ip of its node
 * @param pid of its own
 */
record WorkerProcess(String ip, long pid) {

    private static final int MOST_DIGITS = 18;

    // Written by hand, as in each record that is compared: JDK 17 keeps the class whose generated method was linked
    // last.
    @Override
    public boolean equals(Object other) {
        return other instanceof WorkerProcess process && pid == process.pid && Objects.equals(ip, process.ip);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ip, pid);
    }

    /**
     * @param batch as Ray's log monitor has published it
     * @return the process that wrote it; null for a component of Ray, which has a name in the place of a pid
     */
    static WorkerProcess of(Batch batch) {
        String pid = batch.pid();
        boolean isNumber =
                !pid.isEmpty() && pid.length() <= MOST_DIGITS && pid.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? new WorkerProcess(batch.ip(), Long.parseLong(pid)) : null;
    }
}
