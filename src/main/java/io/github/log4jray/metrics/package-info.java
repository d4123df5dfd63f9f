/**
 * The counters of appenders as meters of Micrometer, which is an optional library.
 *
 * <p>{@link io.github.log4jray.metrics.Log4jRayMetrics} is the public class. Spring Boot finds it by the two files {@code
 * META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports} and {@code
 * META-INF/spring-autoconfigure-metadata.properties}; no class here knows Spring.
 *
 * <p>The package has no thread. When a registry reads a meter, the meter calls the getter of its appender. {@link
 * io.github.log4jray.session.WatchedAppenders} tells of starts and stops without a lock: the registry of an application may
 * throw or block.
 */
package io.github.log4jray.metrics;
