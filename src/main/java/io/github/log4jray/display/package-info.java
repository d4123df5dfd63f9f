/** How lines of workers look on the driver: prefix, deduplication, colours, escaping, the console. */
package io.github.log4jray.display;
