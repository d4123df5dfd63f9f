/**
 * Spark: the driver shows the lines that executors log and print, live.
 *
 * <p>{@link io.github.log4jray.spark.RayLogsPlugin} is the entry. On the driver, {@code DriverLogs} reads {@code
 * SparkSettings}, opens an {@code ExecutorReceiver}, and returns address and token, which Spark brings to the executors.
 * There, {@code ExecutorLogs} has {@code ForwardedEvents} add an {@code ExecutorAppender} to the running configuration, and
 * {@code TaskEntries} name the task of each thread.
 *
 * <p>Spark calls both parts on its own threads. With {@code --jars} these classes belong to another class loader than Log4j,
 * which does not know their plugins then: make appenders by their builders. Never name a class of Scala, as one jar is for
 * 2.12 and 2.13, and never change a level or an appender that is configured already.
 */
package io.github.log4jray.spark;
