/** A run of many minutes, started by hand: {@code src/test/soak/run}. */
package io.github.log4jray.soak;
