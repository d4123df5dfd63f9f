package io.github.log4jray.retention;

import java.util.HashSet;
import java.util.Set;

/** The processes of a host that a test makes up. */
final class SimulatedProcesses implements Processes {

    final Set<Long> alive = new HashSet<>();
    final Set<Object> open = new HashSet<>();
    boolean raylet;

    /** Is thrown instead of an answer. */
    volatile Error error;

    @Override
    public boolean isAlive(long pid) {
        return alive.contains(pid);
    }

    @Override
    public Set<Object> writtenFiles() {
        if (error != null) {
            throw error;
        }
        return Set.copyOf(open);
    }

    @Override
    public boolean haveRaylet(String session) {
        return raylet;
    }

    @Override
    public String boot() {
        return new HostProcesses().boot();
    }
}
