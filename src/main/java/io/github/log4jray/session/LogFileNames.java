package io.github.log4jray.session;

/**
 * The names of the files of one component in one process.
 *
 * @param all the file that gets every event
 * @param standardError the file that gets those of standard error as well; null where the component has none
 */
record LogFileNames(String all, String standardError) {}
