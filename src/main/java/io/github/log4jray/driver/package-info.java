/**
 * The driver: {@link io.github.log4jray.driver.DriverConsoleAppender} prints the driver's own events and the lines of its
 * workers.
 *
 * <p>{@code DriverConsoleManager} owns one display and its sources, and appenders with the same settings share it. A {@code
 * BatchSource} brings batches to the display: {@code PublishedReceiver} over TCP, {@code ClusterSource} from the log channel
 * of Ray clusters, and those of package {@code redis} from a Redis. {@link io.github.log4jray.driver.WorkerEnvironment} has
 * the variables by which processes that the driver starts find it.
 *
 * <p>Each source has threads of its own, named {@code log4jray-driver-…}, which end at its stop. The locks of the sources
 * guard their state. The log call of an application takes none of them, only that of the standard stream.
 *
 * <p>Events of these threads must never become lines of the driver's workers again. A source that fails must neither end
 * another source nor keep the appender from printing the driver's own events.
 */
package io.github.log4jray.driver;
