package io.github.log4jray.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads log files as Ray's log monitor does (Ray 2.39 to 2.60): it remembers the last job, actor and task that a file
 * told it, forgets the task at an actor's name, and takes an empty name for none. What it remembers of one file holds
 * for the next one of the same log.
 */
final class LogMonitor {

    private String job = "";
    private String actor = "";
    private String task = "";

    /** A line that is no token, and whose it is; empty where that is unknown. */
    record Line(String job, String actor, String task, String text) {}

    List<Line> read(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String line : Files.readString(file).split("\n")) {
            if (line.startsWith(":job_id:")) {
                job = line.substring(":job_id:".length());
            } else if (line.startsWith(":actor_name:")) {
                actor = line.substring(":actor_name:".length());
                task = "";
            } else if (line.startsWith(":task_name:")) {
                task = line.substring(":task_name:".length());
            } else {
                lines.add(new Line(job, actor, task, line));
            }
        }
        return lines;
    }
}
