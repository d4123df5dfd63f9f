package io.github.log4jray.rotation;

import io.github.log4jray.text.ByteText;
import io.github.log4jray.text.VisibleText;
import java.util.Objects;

/**
 * The lines by which Ray's log monitor learns whose the following lines of a file are: {@code :job_id:01000000},
 * {@code :actor_name:Counter}, {@code :task_name:count}. It remembers each until the next of its kind, and forgets the
 * task at an actor's (Ray 2.39 to 2.60, {@code log_monitor.py}); so a name that has gone is written as an empty one.
 *
 * @param job a job id, or null
 * @param actor the name of an actor, or null
 * @param task the name of a task, or null
 */
record MagicTokens(String job, String actor, String task) {

    /** Nothing is known. */
    static final MagicTokens NONE = new MagicTokens(null, null, null);

    boolean are(String otherJob, String otherActor, String otherTask) {
        return Objects.equals(job, otherJob) && Objects.equals(actor, otherActor) && Objects.equals(task, otherTask);
    }

    /**
     * @param before what a reader of the file knows
     * @return the lines, in UTF-8, after which he knows this; none where nothing has changed
     */
    byte[] after(MagicTokens before) {
        ByteText lines = new ByteText();
        if (job != null && !job.equals(before.job)) {
            line(lines, ":job_id:", job);
        }
        boolean otherActor = !Objects.equals(actor, before.actor);
        if (otherActor) {
            line(lines, ":actor_name:", actor);
        }
        if (!Objects.equals(task, otherActor ? null : before.task)) {
            line(lines, ":task_name:", task);
        }
        return lines.toByteArray();
    }

    private static void line(ByteText lines, String token, String value) {
        lines.add(token).add(VisibleText.of(value == null ? "" : value)).add('\n');
    }
}
