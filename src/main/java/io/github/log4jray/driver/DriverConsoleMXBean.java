package io.github.log4jray.driver;

/**
 * Counters of a {@code DriverConsole}, from the start of its sources on. All appenders of a JVM with the same sources,
 * session and job share them, also across reconfigurations. With {@code -Dlog4jray.jmx=true} they are an MBean,
 * {@code io.github.log4jray:type=DriverConsole,context="…",name="…"}. Any thread may ask at any time.
 */
public interface DriverConsoleMXBean {

    /** @return how many lines of workers were printed */
    long getLinesShown();

    /** @return how many more lines were deduplicated: counted as repeats of printed ones */
    long getLinesDeduplicated();

    /**
     * @return how many lines workers report as dropped, see attribute {@code overflow} of {@code DriverStream}, and how
     *     many lines and events of its own the driver could not print
     */
    long getLinesLost();

    /**
     * @return how many workers are connected over TCP now; at {@code maxWorkers} the driver answers {@code busy} to others
     */
    int getWorkers();

    /** @return how many connections were refused; a growing number means attempts without the token */
    long getConnectionsRefused();

    /** @return how many batches could not be read */
    long getBatchesRefused();
}
