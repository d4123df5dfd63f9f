package io.github.log4jray.file;

/**
 * The names of the files of one component in one process.
 *
 * @param all the file that gets every event; null where only standard error is written
 * @param standardError the file that gets those of standard error; null where the component has none
 */
record LogFileNames(String all, String standardError) {}
