package io.github.log4jray.testing.ray;

import io.github.log4jray.driver.WorkerEnvironment;
import io.ray.api.Ray;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

/**
 * A driver that does what each line of its standard input says, and prints {@code did <line>} then: {@code join}, or
 * {@code join <address>} for another cluster than that of {@code ray.address}; {@code leave}; {@code job} prints
 * {@code job}, the one that it hands to processes which it starts, and the one that Ray gives it; any other word has a
 * task print numbered lines that begin with it. Its argument: how many. Ends with its input.
 */
public final class RayOnCommand {

    private RayOnCommand() {}

    public static void main(String[] arguments) throws IOException {
        int count = Integer.parseInt(arguments[0]);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        boolean joinedBefore = false;
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            if (command.startsWith("join")) {
                if (command.contains(" ")) {
                    System.setProperty("ray.address", command.substring(command.indexOf(' ') + 1));
                }
                Ray.init();
                if (!joinedBefore) {
                    RayLogging.removeCopyOfNativeLibrary();
                    joinedBefore = true;
                }
            } else if (command.equals("leave")) {
                Ray.shutdown();
            } else if (command.equals("job")) {
                System.out.println("job " + WorkerEnvironment.variables().get("RAY_JOB_ID") + " "
                        + Ray.getRuntimeContext().getCurrentJobId());
            } else {
                Ray.task(RayLines::lines, command, count).remote().get();
            }
            System.out.println("did " + command);
        }
        System.exit(0);
    }
}
