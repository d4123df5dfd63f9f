/** How batches of workers arrive over TCP. */
package io.github.log4jray.receiver;
