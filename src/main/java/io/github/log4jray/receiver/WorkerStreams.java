package io.github.log4jray.receiver;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The senders that the driver knows, those that are not connected up to a number. Used by the receiver's thread. */
final class WorkerStreams {

    private final Receiver receiver;
    private final int most;
    private final Map<String, WorkerStream> known = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param receiver is told of their progress
     * @param most how many are kept; then those that were away for the longest time are forgotten
     */
    WorkerStreams(Receiver receiver, int most) {
        this.receiver = receiver;
        this.most = most;
    }

    /**
     * @param id of a sender; null for a peer that numbers nothing
     * @return what is known of it
     */
    WorkerStream get(String id) {
        if (id == null) {
            return new WorkerStream(receiver, null);
        }
        WorkerStream sender = known.computeIfAbsent(id, key -> new WorkerStream(receiver, key));
        Iterator<WorkerStream> oldest = known.values().iterator();
        while (known.size() > most && oldest.hasNext()) {
            WorkerStream candidate = oldest.next();
            if (candidate.peer() == null && candidate != sender) {
                oldest.remove();
            }
        }
        return sender;
    }

    /**
     * @param id of a sender, or null
     * @return whether there is a connection by which it comes
     */
    boolean isConnected(String id) {
        WorkerStream sender = id == null ? null : known.get(id);
        return sender != null && sender.peer() != null;
    }
}
