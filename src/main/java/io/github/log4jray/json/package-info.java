/** How a line looks to a machine. */
package io.github.log4jray.json;
