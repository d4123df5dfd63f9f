package io.github.log4jray.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Two hosts on one network, as Linux has them: network namespaces. Needs root and {@code ip}. */
public final class TwoHosts implements AutoCloseable {

    /** The address of the first host. */
    public static final String FIRST = "10.231.0.1";

    /** The address of the second host. */
    public static final String SECOND = "10.231.0.2";

    private static final String PREFIX = "lj" + ProcessHandle.current().pid();

    private final List<String> names = new ArrayList<>();

    public TwoHosts() throws IOException {
        try {
            for (String name : List.of(PREFIX + "a", PREFIX + "b")) {
                run("ip", "netns", "add", name);
                names.add(name);
            }
            run(
                    "ip",
                    "-n",
                    names.get(0),
                    "link",
                    "add",
                    "wire",
                    "type",
                    "veth",
                    "peer",
                    "name",
                    "wire",
                    "netns",
                    names.get(1));
            join(names.get(0), FIRST, SECOND);
            join(names.get(1), SECOND, FIRST);
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static void join(String name, String address, String gateway) throws IOException {
        run("ip", "-n", name, "addr", "add", address + "/24", "dev", "wire");
        run("ip", "-n", name, "link", "set", "lo", "up");
        run("ip", "-n", name, "link", "set", "wire", "up");
        run("ip", "-n", name, "route", "add", "default", "via", gateway);
    }

    /** @return begins the command line of what is to run on the first host */
    public String[] first() {
        return on(0);
    }

    /** @return begins the command line of what is to run on the second host */
    public String[] second() {
        return on(1);
    }

    private String[] on(int host) {
        return new String[] {"ip", "netns", "exec", names.get(host)};
    }

    /** @return what the command prints on the first host */
    public String runOnFirst(String... command) throws IOException {
        List<String> whole = new ArrayList<>(List.of(first()));
        whole.addAll(List.of(command));
        return run(whole.toArray(String[]::new));
    }

    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue())
                .as("%s: %s", List.of(command), said)
                .isZero();
        return said;
    }

    @Override
    public void close() throws IOException {
        for (String name : names) {
            run("ip", "netns", "del", name);
        }
    }
}
