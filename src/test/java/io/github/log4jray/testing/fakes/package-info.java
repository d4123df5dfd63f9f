/**
 * The other side of a connection, inside the JVM of the test: drivers, workers and networks that do what a test tells them,
 * also what real ones must not do.
 */
package io.github.log4jray.testing.fakes;
