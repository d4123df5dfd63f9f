/** The session directory, who this process is in it, the driver's endpoint, and the base of the appenders. */
package io.github.log4jray.session;
