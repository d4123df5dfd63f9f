package io.github.log4jray.receiver;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The streams of all workers that the driver remembers, whether they are connected or not. Their number is bounded.
 * Used by the receiver's thread.
 */
final class WorkerStreams {

    private final DisplayProgress progress;
    private final int most;
    private final Map<String, WorkerStream> remembered = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param progress tells the receiver's thread of handled batches
     * @param most how many streams are remembered; beyond that, those without a connection are forgotten, the one that
     *     was asked for least recently first
     */
    WorkerStreams(DisplayProgress progress, int most) {
        this.progress = progress;
        this.most = most;
    }

    /**
     * @param id of a stream; null for a worker whose batches have no numbers
     * @return the remembered stream, else a new one
     */
    WorkerStream get(String id) {
        if (id == null) {
            return new WorkerStream(progress, null);
        }
        WorkerStream stream = remembered.computeIfAbsent(id, key -> new WorkerStream(progress, key));
        Iterator<WorkerStream> oldest = remembered.values().iterator();
        while (remembered.size() > most && oldest.hasNext()) {
            WorkerStream candidate = oldest.next();
            if (candidate.connection() == null && candidate != stream) {
                oldest.remove();
            }
        }
        return stream;
    }

    /**
     * @param id of a stream, or null
     * @return whether its worker is connected
     */
    boolean isConnected(String id) {
        WorkerStream stream = id == null ? null : remembered.get(id);
        return stream != null && stream.connection() != null;
    }
}
