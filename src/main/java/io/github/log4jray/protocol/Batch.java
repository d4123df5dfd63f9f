package io.github.log4jray.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Successive lines of one worker with the same actor, task and stream, as Ray's log monitor publishes them.
 *
 * @param ip of the worker's node; null if unknown
 * @param pid the worker's process id, or the name of a component of Ray
 * @param job the worker's job; null or empty for none
 * @param isErr whether the lines were written to standard error
 * @param lines without line ends
 * @param actorName the actor that wrote them, or null
 * @param taskName the task that wrote them, or null
 * @param dropped how many lines were lost here; 0 for none
 * @param file contains the lost lines; may be null
 */
public record Batch(
        String ip,
        String pid,
        String job,
        boolean isErr,
        List<String> lines,
        String actorName,
        String taskName,
        long dropped,
        String file) {

    /**
     * Reads a batch of a worker, which is not trusted.
     *
     * @param members of the JSON object; unknown names are ignored
     * @return the batch; null if a required member is missing, or one has an invalid type
     */
    public static Batch of(Map<String, Object> members) {
        List<String> lines = lines(members.get("lines"));
        Object pid = members.get("pid");
        boolean typed = isText(members.get("ip"))
                && isText(members.get("job"))
                && isText(members.get("actor_name"))
                && isText(members.get("task_name"))
                && isText(members.get("file"));
        if (lines == null || !typed || !(pid instanceof String || pid instanceof Long)) {
            return null;
        }
        return new Batch(
                (String) members.get("ip"),
                pid.toString(),
                (String) members.get("job"),
                Boolean.TRUE.equals(members.get("is_err")),
                lines,
                (String) members.get("actor_name"),
                (String) members.get("task_name"),
                members.get("dropped") instanceof Long dropped && dropped > 0 ? dropped : 0,
                (String) members.get("file"));
    }

    /**
     * @param driversJob the job of a driver
     * @return whether that driver shows this batch; true for a batch without a job, as in Ray
     */
    public boolean isOf(String driversJob) {
        return job == null || job.isEmpty() || job.equals(driversJob);
    }

    /** @return this batch without lines and without lost lines */
    public Batch withoutLines() {
        return new Batch(ip, pid, job, isErr, List.of(), actorName, taskName, 0, null);
    }

    private static boolean isText(Object value) {
        return value == null || value instanceof String;
    }

    private static List<String> lines(Object value) {
        if (!(value instanceof List<?> elements)) {
            return null;
        }
        List<String> lines = new ArrayList<>(elements.size());
        for (Object element : elements) {
            if (!(element instanceof String line)) {
                return null;
            }
            lines.add(line);
        }
        return lines;
    }
}
