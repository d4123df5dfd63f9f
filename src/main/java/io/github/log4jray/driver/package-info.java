/** The driver's appender, the sources of what it shows, and what it hands to the processes that it starts. */
package io.github.log4jray.driver;
