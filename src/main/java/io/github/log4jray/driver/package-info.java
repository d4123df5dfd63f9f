/** How lines arrive at the driver and are shown there: receiver, display, folding, prefix, escaping, the appender. */
package io.github.log4jray.driver;
