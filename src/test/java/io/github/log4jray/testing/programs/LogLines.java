package io.github.log4jray.testing.programs;

import io.github.log4jray.context.RuntimeContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;

/**
 * A worker or driver whose only code is Log4j: logs {@code line 0}, {@code line 1} and so on, and ends. Arguments:
 *
 * <ol>
 *   <li>how many lines; by default {@link #AS_TOLD}
 *   <li>a word in front of each number, by default {@code line}
 * </ol>
 *
 * As told means that the process does what each line of its standard input says, and ends with that:
 *
 * <ul>
 *   <li>{@code 5}: logs so many lines
 *   <li>{@code process job_id=01000000}: sets this id of the process, and logs the command
 *   <li>{@code thread task_id=…}: sets this entry of the thread's context, and logs the command
 *   <li>anything else: logs the command
 * </ul>
 */
public final class LogLines {

    public static final String AS_TOLD = "as-told";

    private final Logger logger = LogManager.getLogger(LogLines.class);
    private final String word;
    private int next;

    private LogLines(String word) {
        this.word = word;
    }

    public static void main(String[] arguments) throws IOException {
        LogLines program = new LogLines(arguments.length > 1 ? arguments[1] : "line");
        if (arguments.length == 0 || arguments[0].equals(AS_TOLD)) {
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                program.obey(command);
            }
        } else {
            program.log(Integer.parseInt(arguments[0]));
        }
        System.exit(0);
    }

    private void log(int count) {
        for (int end = next + count; next < end; next++) {
            logger.info("{} {}", word, next);
        }
    }

    private void obey(String command) {
        if (command.matches("[0-9]+")) {
            log(Integer.parseInt(command));
            return;
        }
        String[] parts = command.split("[ =]", 3);
        if (parts[0].equals("process")) {
            setOfProcess(parts[1], parts[2]);
        } else if (parts[0].equals("thread")) {
            ThreadContext.put(parts[1], parts[2]);
        }
        logger.info(command);
    }

    private static void setOfProcess(String key, String id) {
        RuntimeContext.Builder context = RuntimeContext.newBuilder();
        switch (key) {
            case "job_id" -> context.setJobId(id);
            case "worker_id" -> context.setWorkerId(id);
            case "node_id" -> context.setNodeId(id);
            default -> throw new IllegalArgumentException(key);
        }
        RuntimeContext.setProcess(context.build());
    }
}
