package io.github.log4jray.json;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.session.ProcessIdentity;
import java.util.function.Function;

/**
 * The job, worker and node of the process. They are found when the first event asks for one of them: then all parts of
 * the configuration are there. Thread-safe.
 */
final class ProcessIdFields implements Function<ContextKeys, String> {

    private final ProcessIdentity.Request request;
    private volatile ProcessIdentity membership;

    /** @param request of the layout */
    ProcessIdFields(ProcessIdentity.Request request) {
        this.request = request;
    }

    /**
     * @param key any; the process has a job, a worker and a node
     * @return the id; null where none is known, and then one may become known later
     */
    @Override
    public String apply(ContextKeys key) {
        return switch (key) {
            case JOB_ID -> membership().knownJobId();
            case WORKER_ID -> membership().workerId();
            case NODE_ID -> ProcessIds.nodeId();
            default -> null;
        };
    }

    private ProcessIdentity membership() {
        ProcessIdentity known = membership;
        if (known == null) {
            known = request.forIds();
            known.jobId();
            membership = known;
        }
        return known;
    }
}
