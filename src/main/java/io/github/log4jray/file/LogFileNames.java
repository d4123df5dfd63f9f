package io.github.log4jray.file;

/**
 * The names of the files of one component in one process.
 *
 * @param all the file for all events; null if only standard error is written
 * @param standardError the file for events of standard error; null if the component has none
 */
record LogFileNames(String all, String standardError) {}
