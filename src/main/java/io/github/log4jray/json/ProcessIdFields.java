package io.github.log4jray.json;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.session.IdentityResolver;
import io.github.log4jray.session.JobLocator;
import java.util.function.Function;

/**
 * The job, worker and node of the process. They are found when the first event asks for one of them: then all parts of
 * the configuration are there. Thread-safe.
 */
final class ProcessIdFields implements Function<ContextKeys, String> {

    private final IdentityResolver resolver;
    private volatile JobLocator jobLocator;

    /** @param resolver of the layout */
    ProcessIdFields(IdentityResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * @param key any; the process has a job, a worker and a node
     * @return the id; null where none is known, and then one may become known later
     */
    @Override
    public String apply(ContextKeys key) {
        return switch (key) {
            case JOB_ID -> jobLocator().currentJobId();
            case WORKER_ID -> jobLocator().findWorkerId();
            case NODE_ID -> ProcessIds.nodeId();
            default -> null;
        };
    }

    private JobLocator jobLocator() {
        JobLocator known = jobLocator;
        if (known == null) {
            known = resolver.resolveJobLocator();
            known.claimOrDiscoverJob();
            jobLocator = known;
        }
        return known;
    }
}
