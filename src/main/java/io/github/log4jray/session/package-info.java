/** Where logs live: the session directory, the documented file names, and the appender that writes them. */
package io.github.log4jray.session;
