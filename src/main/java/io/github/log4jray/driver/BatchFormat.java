package io.github.log4jray.driver;

import io.github.log4jray.stream.Batch;
import io.github.log4jray.text.ByteText;
import io.github.log4jray.text.VisibleText;
import java.util.Set;

/**
 * How Ray's Python driver prints a batch (Ray 2.39 to 2.60, {@code print_worker_logs}): each line with the prefix
 * {@code (<name> pid=<pid>) }, or {@code (<name> pid=<pid>, ip=<ip>) } for a worker on another host, the name being
 * that of the actor, else of the task, else missing. Components of Ray are shown by their name alone.
 */
final class BatchFormat {

    private static final Set<String> COMPONENTS = Set.of("raylet", "autoscaler");

    private final String nodeIp;

    /** @param nodeIp the driver's own */
    BatchFormat(String nodeIp) {
        this.nodeIp = nodeIp;
    }

    /**
     * @param batch is written, all its lines or the count of those that were lost
     * @param out receives whole lines in UTF-8, each with its {@code \n}
     */
    void write(Batch batch, ByteText out) {
        String prefix = prefix(batch);
        for (String line : batch.lines()) {
            out.add(prefix).add(VisibleText.of(line)).add('\n');
        }
        if (batch.dropped() > 0) {
            out.add(prefix).add(batch.dropped()).add(" lines dropped");
            if (batch.file() != null) {
                out.add(", see ").add(VisibleText.of(batch.file()));
            }
            out.add('\n');
        }
    }

    private String prefix(Batch batch) {
        StringBuilder prefix = new StringBuilder("(");
        String name = isPresent(batch.actorName()) ? batch.actorName() : batch.taskName();
        if (isPresent(name)) {
            prefix.append(name).append(' ');
        }
        prefix.append(COMPONENTS.contains(batch.pid()) ? "" : "pid=").append(batch.pid());
        if (isPresent(batch.ip()) && !batch.ip().equals(nodeIp)) {
            prefix.append(", ip=").append(batch.ip());
        }
        return VisibleText.of(prefix.append(") ").toString());
    }

    private static boolean isPresent(String text) {
        return text != null && !text.isEmpty();
    }
}
