package io.github.log4jray.driver;

/**
 * What a {@code DriverConsole} counts, from the start of its sources on: all appenders of a JVM with the same sources,
 * session and job share them, also across reconfigurations. With {@code -Dlog4jray.jmx=true} an MBean
 * {@code io.github.log4jray:type=DriverConsole,context="…",name="…"}. Any thread may ask, at any time.
 */
public interface DriverConsoleMXBean {

    /** @return how many lines of workers were printed */
    long getLinesShown();

    /** @return for how many more the printed lines stand, as repeats */
    long getLinesFolded();

    /** @return how many lines workers say that they have dropped; see {@code DriverStream}'s {@code overflow} */
    long getLinesLost();

    /** @return how many workers are connected now, by TCP; past 2,000 the others are told to wait */
    int getWorkers();

    /** @return how many connections were refused; growing means that somebody without the token tries */
    long getConnectionsRefused();

    /** @return how many batches could not be read */
    long getBatchesRefused();
}
