package io.github.log4jray.testing.programs;

import io.github.log4jray.context.RuntimeContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;

/**
 * A process that does what each line of its standard input says, and then logs that line: for the whole process
 * {@code process job_id=01000000}, for the thread {@code thread task_id=…}; anything else is only logged.
 */
public final class LogAsTold {

    private LogAsTold() {}

    public static void main(String[] arguments) throws IOException {
        Logger logger = LogManager.getLogger(LogAsTold.class);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            int value = command.indexOf('=') + 1;
            if (command.startsWith("process job_id=")) {
                RuntimeContext.setProcess(RuntimeContext.newBuilder()
                        .setJobId(command.substring(value))
                        .build());
            } else if (command.startsWith("process worker_id=")) {
                RuntimeContext.setProcess(RuntimeContext.newBuilder()
                        .setWorkerId(command.substring(value))
                        .build());
            } else if (command.startsWith("process node_id=")) {
                RuntimeContext.setProcess(RuntimeContext.newBuilder()
                        .setNodeId(command.substring(value))
                        .build());
            } else if (command.startsWith("thread ")) {
                ThreadContext.put(command.substring("thread ".length(), value - 1), command.substring(value));
            }
            logger.info(command);
        }
        LogManager.shutdown();
        System.exit(0);
    }
}
