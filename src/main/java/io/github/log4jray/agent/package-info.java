/**
 * The Java agent, which keeps the user's configuration in force on Ray, and the built-in configuration of Ray's workers.
 *
 * <p>{@link io.github.log4jray.agent.Agent} names a configuration to Log4j before {@code main};
 * {@code ConfigurationLocation} checks that Log4j can read it. {@code RayStartTransformer} waits for the first class of Ray's
 * runtime and switches off Ray's own set-up of logging.
 *
 * <p>All code runs on the thread that starts the JVM, or on the thread that loads that class; no lock is held. Nothing here
 * may load a class of Log4j: the agent runs before the application can configure it. So this package reads system properties
 * by itself, and messages go to standard error.
 */
package io.github.log4jray.agent;
