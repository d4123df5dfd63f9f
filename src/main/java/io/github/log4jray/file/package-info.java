/** The appender that writes the documented files of a component, and their names. */
package io.github.log4jray.file;
