package io.github.log4jray.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Successive lines of one worker with the same actor, task and stream, as Ray's log monitor publishes them. The parts of the
 * prefix are cut, because the driver would print a long name with each line: names, ip, pid and job to {@value
 * #LONGEST_NAME} characters, and the file to {@value #LONGEST_PATH}.
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

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_PATH = 4096;

    /**
     * Cuts texts that are too long. An ellipsis replaces the missing part.
     *
     * @param ip is cut
     * @param pid is cut
     * @param job is cut
     * @param isErr stays
     * @param lines stay, as the protocol bounds them
     * @param actorName is cut
     * @param taskName is cut
     * @param dropped stays
     * @param file is cut
     */
    public Batch {
        ip = cut(ip, LONGEST_NAME);
        pid = cut(pid, LONGEST_NAME);
        job = cut(job, LONGEST_NAME);
        actorName = cut(actorName, LONGEST_NAME);
        taskName = cut(taskName, LONGEST_NAME);
        file = cut(file, LONGEST_PATH);
    }

    private static String cut(String text, int longest) {
        if (text == null || text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return text.substring(0, end) + "…";
    }

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

    /**
     * @param others lines of the same worker
     * @return this batch with these lines
     */
    public Batch withLines(List<String> others) {
        return new Batch(ip, pid, job, isErr, others, actorName, taskName, dropped, file);
    }

    /** @return this batch without lines and without lost lines */
    public Batch withoutLines() {
        return new Batch(ip, pid, job, isErr, List.of(), actorName, taskName, 0, null);
    }

    /** @return how many characters it has beside its lines */
    public int lengthWithoutLines() {
        return length(ip) + length(pid) + length(job) + length(actorName) + length(taskName) + length(file);
    }

    private static int length(String text) {
        return text == null ? 0 : text.length();
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
