package io.github.log4jray.retention;

import java.nio.file.Path;
import java.util.List;

/**
 * A file below a logs directory that has the name of a log file.
 *
 * @param in the directories below the logs directory that lead to it
 * @param file its name
 * @param name its name, taken apart
 * @param size in bytes
 * @param modified when it was written last, in milliseconds
 * @param key identifies the file, whatever its name
 */
record FoundFile(List<Path> in, Path file, LogName name, long size, long modified, Object key) {}
