package io.github.log4jray.json;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.session.IdentityResolver;
import io.github.log4jray.session.JobLocator;
import java.util.function.Function;

/**
 * The ids of the process's job, worker and node, for events without ids of their own. They are looked up for the first
 * event and not when the layout is built, because then the other parts of the configuration do not exist yet.
 * Thread-safe.
 */
final class ProcessIdFields implements Function<ContextKeys, String> {

    private final IdentityResolver resolver;
    private volatile JobLocator jobLocator;

    /** @param resolver of the layout */
    ProcessIdFields(IdentityResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * @param key any
     * @return the id of the process's job, worker or node; null for other keys, and as long as the id is unknown
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
