/**
 * {@code SessionDirectory}: the appender that writes the documented files of a component of Ray, and the names of these
 * files.
 *
 * <p>{@link io.github.log4jray.file.SessionDirectoryAppender} reads its attributes and renders events.
 * {@code LogFileSelection} and {@code Component} decide the names, {@code ComponentFiles} writes the one or two files
 * with {@code rotation}.
 *
 * <p>Threads: the application's own; the threads and locks of a file are those of {@code rotation}. Files are opened under
 * the monitor of the appender, once. Never write to a file that Ray itself writes: its records go through the standard
 * stream that leads there.
 */
package io.github.log4jray.file;
