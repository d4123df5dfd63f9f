/** Capture of the standard streams: what is printed to {@code System.out} and {@code System.err} becomes log events. */
package io.github.log4jray.stdio;
