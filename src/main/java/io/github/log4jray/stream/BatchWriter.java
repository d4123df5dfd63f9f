package io.github.log4jray.stream;

import io.github.log4jray.text.RenderBuffer;
import io.github.log4jray.text.Utf8Buffer;
import java.util.Objects;

/**
 * Writes batches into the segments of a {@link SendBuffer}, under whose lock it is used, and numbers them. The last one
 * stays open for more lines of the same kind.
 */
final class BatchWriter {

    private static final int BATCH_TARGET = 32 * 1024;

    /** What the end of a batch takes beside its names. */
    private static final int TAIL = 96;

    private final Utf8Buffer tail = new Utf8Buffer();
    private long nextSeq = 1;
    private BufferSegment segment;
    private int start;
    private int lines;
    private byte[] head;
    private String actor;
    private String task;

    /** @return how many lines stand in the open batch */
    int lines() {
        return segment == null ? 0 : lines;
    }

    /** @return whether the open batch is in this segment */
    boolean isIn(BufferSegment candidate) {
        return segment != null && segment == candidate;
    }

    /** @return how many bytes its end will take at the most */
    int reserved() {
        return segment == null ? 0 : tailSize(actor, task);
    }

    /** @return how many bytes an event's lines may take beside their own, as batches around them */
    static int overhead(byte[] head, String actor, String task, int length) {
        // two batches that follow each other hold more than the target together
        return (2 + 2 * (length / BATCH_TARGET)) * (head.length + tailSize(actor, task));
    }

    private static int tailSize(String actor, String task) {
        return TAIL + 6 * ((actor == null ? 0 : actor.length()) + (task == null ? 0 : task.length()));
    }

    /** @return how many bytes {@link #addLoss} takes at the most */
    static int lossSize(byte[] head, Utf8Buffer file) {
        return head.length + 2 * TAIL + file.length();
    }

    /** Adds an event's lines, for which the segment has room, to the open batch and as many others as it takes. */
    void add(BufferSegment target, byte[] newHead, String newActor, String newTask, RenderBuffer event) {
        byte[] source = event.bytes().array();
        int from = 0;
        for (int i = 0; i < event.lines(); i++) {
            int to = event.lineEnd(i);
            boolean fits = segment != null
                    && head == newHead
                    && Objects.equals(actor, newActor)
                    && Objects.equals(task, newTask)
                    && segment.used - start + to - from <= BATCH_TARGET;
            if (!fits) {
                close();
                open(target, newHead, newActor, newTask);
            }
            int comma = lines == 0 ? 1 : 0;
            segment.write(source, from + comma, to - from - comma);
            lines++;
            from = to;
        }
    }

    /** Adds a batch that says how many lines were lost, and where they can be found. */
    void addLoss(BufferSegment target, byte[] newHead, long lost, Utf8Buffer file) {
        close();
        open(target, newHead, null, null);
        tail.truncate(0);
        tail.add("],\"dropped\":").add(lost).add(",\"file\":").add(file.array(), 0, file.length());
        end((int) Math.min(lost, Integer.MAX_VALUE));
    }

    private void open(BufferSegment target, byte[] newHead, String newActor, String newTask) {
        segment = target;
        start = target.used;
        lines = 0;
        head = newHead;
        actor = newActor;
        task = newTask;
        target.write(newHead, 0, newHead.length);
    }

    /** Ends the open batch, if there is one, so that it can be sent. */
    void close() {
        if (segment != null) {
            tail.truncate(0);
            tail.add("],\"actor_name\":").addJson(actor).add(",\"task_name\":").addJson(task);
            end(0);
        }
    }

    /** Ends the open batch with what stands in {@link #tail} and its number. */
    private void end(int lostLines) {
        tail.add(",\"seq\":").add(nextSeq).add("}\n");
        segment.write(tail.array(), 0, tail.length());
        segment.endBatch(nextSeq++, lines, lostLines);
        segment = null;
    }
}
