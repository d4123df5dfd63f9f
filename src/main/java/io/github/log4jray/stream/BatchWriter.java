package io.github.log4jray.stream;

import io.github.log4jray.text.RenderBuffer;
import io.github.log4jray.text.Utf8Buffer;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Writes numbered batches into the segments of a {@link SendBuffer}, under whose lock it is used. The last batch stays
 * open for more lines of the same stream, actor and task. An {@link Error} in one of its methods leaves whole batches: the
 * lines of the call are in none of them.
 */
final class BatchWriter {

    /** The size from which a batch takes no further line. */
    private static final int BATCH_TARGET = 32 * 1024;

    /** The largest end of a batch in bytes, without its names. */
    private static final int TAIL = 96;

    private final LongSupplier nanoTime;
    private final Utf8Buffer tail = new Utf8Buffer();
    private long nextSeq = 1;
    private BufferSegment segment;
    private int start;
    private int lines;

    /** When the open batch was begun. */
    private long time;

    private byte[] header;
    private String actor;
    private String task;

    /** @param nanoTime the clock */
    BatchWriter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @return how many lines the open batch has */
    int lines() {
        return segment == null ? 0 : lines;
    }

    /** @return whether the open batch is in this segment */
    boolean isIn(BufferSegment candidate) {
        return segment != null && segment == candidate;
    }

    /** @return the largest size in bytes of the end of the open batch */
    int reserved() {
        return segment == null ? 0 : tailSize(actor, task);
    }

    /** @return how many bytes the batches around the lines of an event take at most, without the lines */
    static int overhead(byte[] header, String actor, String task, int length) {
        // Two successive batches together are larger than the target.
        return (2 + 2 * (length / BATCH_TARGET)) * (header.length + tailSize(actor, task));
    }

    private static int tailSize(String actor, String task) {
        return TAIL + 6 * ((actor == null ? 0 : actor.length()) + (task == null ? 0 : task.length()));
    }

    /** @return how many bytes {@link #addLoss} takes at most */
    static int lossSize(byte[] header, byte[] file) {
        return header.length + 2 * TAIL + file.length;
    }

    /** Adds the lines of an event to the open batch, and to further ones when it is full. The segment has room. */
    void add(BufferSegment target, byte[] newHeader, String newActor, String newTask, RenderBuffer event) {
        int targetUsed = target.used;
        int targetBatches = target.batches;
        long oldSeq = nextSeq;
        BufferSegment oldSegment = segment;
        int oldStart = start;
        int oldLines = lines;
        long oldTime = time;
        byte[] oldHeader = header;
        String oldActor = actor;
        String oldTask = task;
        try {
            write(target, newHeader, newActor, newTask, event);
        } catch (RuntimeException | Error e) {
            // Nothing is called here, as there may be no stack for it.
            target.used = targetUsed;
            target.batches = targetBatches;
            nextSeq = oldSeq;
            segment = oldSegment;
            start = oldStart;
            lines = oldLines;
            time = oldTime;
            header = oldHeader;
            actor = oldActor;
            task = oldTask;
            throw e;
        }
    }

    private void write(BufferSegment target, byte[] newHeader, String newActor, String newTask, RenderBuffer event) {
        byte[] source = event.bytes().array();
        int from = 0;
        for (int i = 0; i < event.lines(); i++) {
            int to = event.lineEnd(i);
            boolean fits = segment != null
                    && header == newHeader
                    && Objects.equals(actor, newActor)
                    && Objects.equals(task, newTask)
                    && segment.used - start + to - from <= BATCH_TARGET;
            if (!fits) {
                close();
                open(target, newHeader, newActor, newTask);
            }
            int comma = lines == 0 ? 1 : 0;
            segment.write(source, from + comma, to - from - comma);
            lines++;
            from = to;
        }
    }

    /** Adds a batch with the number of lost lines and the file that contains them. */
    void addLoss(BufferSegment target, byte[] newHeader, long lost, byte[] file) {
        close();
        writeLoss(newHeader, lost, file, nextSeq);
        target.endBatch(nextSeq, 0, (int) Math.min(lost, Integer.MAX_VALUE), nanoTime.getAsLong(), tail);
        nextSeq++;
    }

    /** @return a full segment that has only a batch with the number of lost lines, in the place of an earlier batch */
    BufferSegment lossInPlace(byte[] newHeader, long lost, byte[] file, long seq) {
        writeLoss(newHeader, lost, file, seq);
        BufferSegment loss = new BufferSegment(tail.length());
        loss.endBatch(seq, 0, (int) Math.min(lost, Integer.MAX_VALUE), nanoTime.getAsLong(), tail);
        return loss;
    }

    private void writeLoss(byte[] newHeader, long lost, byte[] file, long seq) {
        tail.truncate(0);
        tail.add(newHeader, 0, newHeader.length);
        tail.add("],\"actor_name\":null,\"task_name\":null,\"dropped\":").add(lost);
        tail.add(",\"file\":").add(file, 0, file.length);
        tail.add(",\"seq\":").add(seq).add("}\n");
    }

    /** @return a batch without lines and without a number */
    static byte[] emptyBatch(byte[] header, byte[] file) {
        Utf8Buffer batch = new Utf8Buffer().add(header, 0, header.length);
        return batch.add("],\"file\":").add(file, 0, file.length).add("}").toByteArray();
    }

    private void open(BufferSegment target, byte[] newHeader, String newActor, String newTask) {
        segment = target;
        start = target.used;
        lines = 0;
        time = nanoTime.getAsLong();
        header = newHeader;
        actor = newActor;
        task = newTask;
        target.write(newHeader, 0, newHeader.length);
    }

    /** @return where the open batch begins in its segment; -1 if there is none */
    int start() {
        return segment == null ? -1 : start;
    }

    /** @return the number of the last batch that was ended; 0 for none */
    long lastSeq() {
        return nextSeq - 1;
    }

    /** Ends the open batch if it was begun before a time of the clock. */
    void closeIfOlder(long limit) {
        if (segment != null && time - limit < 0) {
            close();
        }
    }

    /** Ends the open batch, if there is one. It can be sent then. */
    void close() {
        if (segment != null) {
            tail.truncate(0);
            tail.add("],\"actor_name\":").addJson(actor).add(",\"task_name\":").addJson(task);
            tail.add(",\"seq\":").add(nextSeq).add("}\n");
            segment.endBatch(nextSeq, lines, 0, time, tail);
            nextSeq++;
            segment = null;
        }
    }
}
