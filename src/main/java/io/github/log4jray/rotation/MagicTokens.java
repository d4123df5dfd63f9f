package io.github.log4jray.rotation;

import io.github.log4jray.text.TerminalEscaper;
import io.github.log4jray.text.Utf8Buffer;
import java.util.Objects;

/**
 * The lines by which Ray's log monitor learns whose the following lines of a file are: {@code :job_id:01000000},
 * {@code :actor_name:Counter}, {@code :task_name:count}. It remembers each until the next of its kind, also where the
 * file is replaced by a new one of its name, and forgets the task at an actor's; so a name that has gone is written as
 * an empty one. The lines that it has read before a new name it gives away at once, but not those before a new job: so
 * a job that changes follows the names (Ray 2.39 to 2.60, {@code log_monitor.py}).
 *
 * @param job a job id, or null
 * @param actor the name of an actor, or null
 * @param task the name of a task, or null
 */
record MagicTokens(String job, String actor, String task) {

    boolean are(String otherJob, String otherActor, String otherTask) {
        return Objects.equals(job, otherJob) && Objects.equals(actor, otherActor) && Objects.equals(task, otherTask);
    }

    /**
     * Adds the lines, in UTF-8, for a reader who knows no other job.
     *
     * @param knowsNames whether he may know names from an earlier file
     */
    void addHead(boolean knowsNames, Utf8Buffer lines) {
        addIfPresent(lines, ":job_id:", job);
        if (knowsNames) {
            add(lines, ":actor_name:", actor);
        } else {
            addIfPresent(lines, ":actor_name:", actor);
        }
        addIfPresent(lines, ":task_name:", task);
    }

    /**
     * Adds the lines, in UTF-8, after which a reader knows this.
     *
     * @param before what he knows; null where he may know anything
     */
    void addAfter(MagicTokens before, Utf8Buffer lines) {
        boolean sameJob = before != null && Objects.equals(job, before.job);
        if (!sameJob || !Objects.equals(actor, before.actor)) {
            add(lines, ":actor_name:", actor);
            addIfPresent(lines, ":task_name:", task);
        } else if (!Objects.equals(task, before.task)) {
            add(lines, ":task_name:", task);
        }
        if (!sameJob) {
            addIfPresent(lines, ":job_id:", job);
        }
    }

    private static void addIfPresent(Utf8Buffer lines, String token, String value) {
        if (value != null) {
            add(lines, token, value);
        }
    }

    private static void add(Utf8Buffer lines, String token, String value) {
        lines.add(token).add(TerminalEscaper.of(value == null ? "" : value)).add('\n');
    }
}
