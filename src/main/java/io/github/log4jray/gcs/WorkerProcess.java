package io.github.log4jray.gcs;

import io.github.log4jray.protocol.Batch;

/**
 * A process of a cluster.
 *
 * @param ip of its node
 * @param pid of its own
 */
record WorkerProcess(String ip, long pid) {

    private static final int MOST_DIGITS = 18;

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
