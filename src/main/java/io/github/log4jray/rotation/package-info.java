/** How log files are written, whole record by whole record. */
package io.github.log4jray.rotation;
