package io.github.log4jray.progress;

/**
 * Shows the bars of a process that has neither a {@code DriverConsole} nor a {@code DriverStream}. A service, because the
 * package that draws bars knows this package and not the other way round.
 */
public interface ProgressFallback {

    /**
     * @param line a state of a bar of this process; any thread may call it
     * @return false if there is no room for it now
     */
    boolean offer(String line);
}
