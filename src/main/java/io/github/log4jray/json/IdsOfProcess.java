package io.github.log4jray.json;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.session.Membership;
import java.util.function.Function;

/**
 * The job, worker and node of the process. They are found when the first event asks for one of them: then all parts of
 * the configuration are there. Thread-safe.
 */
final class IdsOfProcess implements Function<ContextKeys, String> {

    private final Membership.Request request;
    private volatile Membership membership;

    /** @param request of the layout */
    IdsOfProcess(Membership.Request request) {
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

    private Membership membership() {
        Membership known = membership;
        if (known == null) {
            known = request.forIds();
            known.jobId();
            membership = known;
        }
        return known;
    }
}
