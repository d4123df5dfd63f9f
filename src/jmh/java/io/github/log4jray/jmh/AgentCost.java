package io.github.log4jray.jmh;

import io.github.log4jray.testing.fixtures.AgentJar;
import io.github.log4jray.testing.ray.RayCluster;
import io.github.log4jray.testing.ray.RayDriver;
import java.io.IOException;
import java.util.Map;

/**
 * What the agent costs a Java worker of Ray until its first task, and Ray's ids a task, on clusters of its own. Prints a
 * table, whose rows {@code src/jmh/python/agent_cost.py} measures. Arguments: how many workers without and with the
 * agent, and versions of Ray that {@code .ci/install-ray} has installed.
 */
public final class AgentCost {

    private AgentCost() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.out.println("| Ray | without, ms | with the agent, ms | ids, ns a task |\n|---|---|---|---|");
        for (int i = 1; i < arguments.length; i++) {
            try (RayCluster cluster = RayCluster.start(arguments[i], Map.of())) {
                Process measuring = new ProcessBuilder(
                                cluster.python().toString(),
                                "src/jmh/python/agent_cost.py",
                                cluster.address(),
                                AgentJar.path().toString(),
                                RayDriver.codeSearchPath(),
                                arguments[0])
                        .inheritIO()
                        .start();
                if (measuring.waitFor() != 0) {
                    throw new IOException("agent_cost.py has failed on Ray " + arguments[i]);
                }
            }
        }
    }
}
