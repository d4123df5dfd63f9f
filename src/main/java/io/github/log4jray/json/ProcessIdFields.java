package io.github.log4jray.json;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.session.ProcessIdentity;
import java.util.function.Function;

/**
 * The ids of the process's job, worker and node, for events without ids of their own. They are looked up for the first
 * event and not when the layout is built, because then the other parts of the configuration do not exist yet.
 * Thread-safe.
 */
final class ProcessIdFields implements Function<ContextKeys, String> {

    private final ProcessIdentity.Request request;
    private volatile ProcessIdentity identity;

    /** @param request of the layout */
    ProcessIdFields(ProcessIdentity.Request request) {
        this.request = request;
    }

    /**
     * @param key any
     * @return the id of the process's job, worker or node; null for other keys, and as long as the id is unknown
     */
    @Override
    public String apply(ContextKeys key) {
        return switch (key) {
            case JOB_ID -> identity().knownJobId();
            case WORKER_ID -> identity().workerId();
            case NODE_ID -> ProcessIds.nodeId();
            default -> null;
        };
    }

    private ProcessIdentity identity() {
        ProcessIdentity known = identity;
        if (known == null) {
            known = request.forIds();
            known.jobId();
            identity = known;
        }
        return known;
    }
}
