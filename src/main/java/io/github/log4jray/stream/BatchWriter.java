package io.github.log4jray.stream;

import io.github.log4jray.text.RenderBuffer;
import io.github.log4jray.text.Utf8Buffer;
import java.util.Objects;

/**
 * Writes numbered batches into the segments of a {@link SendBuffer}, under whose lock it is used. The last batch stays
 * open for more lines of the same stream, actor and task.
 */
final class BatchWriter {

    /** The size from which a batch takes no further line. */
    private static final int BATCH_TARGET = 32 * 1024;

    /** The largest end of a batch in bytes, without its names. */
    private static final int TAIL = 96;

    private final Utf8Buffer tail = new Utf8Buffer();
    private long nextSeq = 1;
    private BufferSegment segment;
    private int start;
    private int lines;
    private byte[] header;
    private String actor;
    private String task;

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
    static int lossSize(byte[] header, Utf8Buffer file) {
        return header.length + 2 * TAIL + file.length();
    }

    /** Adds the lines of an event to the open batch, and to further ones when it is full. The segment has room. */
    void add(BufferSegment target, byte[] newHeader, String newActor, String newTask, RenderBuffer event) {
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
    void addLoss(BufferSegment target, byte[] newHeader, long lost, Utf8Buffer file) {
        close();
        open(target, newHeader, null, null);
        tail.truncate(0);
        tail.add("],\"dropped\":").add(lost).add(",\"file\":").add(file.array(), 0, file.length());
        end((int) Math.min(lost, Integer.MAX_VALUE));
    }

    private void open(BufferSegment target, byte[] newHeader, String newActor, String newTask) {
        segment = target;
        start = target.used;
        lines = 0;
        header = newHeader;
        actor = newActor;
        task = newTask;
        target.write(newHeader, 0, newHeader.length);
    }

    /** Ends the open batch, if there is one. It can be sent then. */
    void close() {
        if (segment != null) {
            tail.truncate(0);
            tail.add("],\"actor_name\":").addJson(actor).add(",\"task_name\":").addJson(task);
            end(0);
        }
    }

    /** Ends the open batch with {@link #tail} and its number. */
    private void end(int lostLines) {
        tail.add(",\"seq\":").add(nextSeq).add("}\n");
        segment.write(tail.array(), 0, tail.length());
        segment.endBatch(nextSeq++, lines, lostLines);
        segment = null;
    }
}
