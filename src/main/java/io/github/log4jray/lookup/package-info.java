/**
 * The lookup {@code ${ray:…}}: session, ids and settings anywhere in a configuration.
 *
 * <p>{@link io.github.log4jray.lookup.RayLookup} only asks other packages for the values. Log4j creates one instance for each
 * configuration, and calls it from any thread: while it builds the configuration, and for each event where a pattern says
 * {@code $${ray:…}}. No thread runs here and no lock is held. A lookup for an event must never claim or discover
 * a job.
 */
package io.github.log4jray.lookup;
