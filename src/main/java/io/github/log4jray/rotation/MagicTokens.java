package io.github.log4jray.rotation;

import io.github.log4jray.text.TerminalEscaper;
import io.github.log4jray.text.Utf8Buffer;
import java.util.Objects;

/**
 * The lines that tell Ray's log monitor to which job, actor and task the following lines of a file belong:
 * {@code :job_id:01000000}, {@code :actor_name:Counter}, {@code :task_name:count}.
 *
 * <p>The monitor works like this (Ray 2.39 to 2.60, {@code log_monitor.py}):
 *
 * <ul>
 *   <li>It remembers each token until the next of its kind, also in a new file of the same name. So a cleared name is
 *       written as an empty token.
 *   <li>The token of an actor clears the task.
 *   <li>It publishes the lines before a new name at once, but not those before a new job. So the token of the job comes
 *       last.
 * </ul>
 *
 * @param job a job id, or null
 * @param actor the name of an actor, or null
 * @param task the name of a task, or null
 */
record MagicTokens(String job, String actor, String task) {

    // Written by hand, as in each record that is compared: JDK 17 keeps the class whose generated method was linked
    // last.
    @Override
    public boolean equals(Object other) {
        return other instanceof MagicTokens tokens && are(tokens.job, tokens.actor, tokens.task);
    }

    @Override
    public int hashCode() {
        return Objects.hash(job, actor, task);
    }

    boolean are(String otherJob, String otherActor, String otherTask) {
        return Objects.equals(job, otherJob) && Objects.equals(actor, otherActor) && Objects.equals(task, otherTask);
    }

    /**
     * Adds the lines, in UTF-8, for a reader that knows no other job.
     *
     * @param knowsNames whether the reader may know names from an earlier file
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
     * Adds the lines, in UTF-8, that bring a reader from other tokens to these.
     *
     * @param before the tokens that the reader knows; null if they are not known
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
