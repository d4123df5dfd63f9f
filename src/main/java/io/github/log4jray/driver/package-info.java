/** How lines arrive at the driver and are shown there: receiver, display, prefix, escaping, and the appender. */
package io.github.log4jray.driver;
