/**
 * The one place that reads attributes, system properties and environment variables, and that says what is wrong with
 * a value.
 */
package io.github.log4jray.settings;
