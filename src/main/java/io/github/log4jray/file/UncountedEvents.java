package io.github.log4jray.file;

import io.github.log4jray.rotation.LogFile;

/** Events that no file got as memory or stack was exhausted, until the file counts them. Guarded by its own monitor. */
final class UncountedEvents {

    int events;

    /**
     * Lets a file count them. Either all of this happens or nothing.
     *
     * @param file counts; null before the files are known
     */
    void countIn(LogFile file) {
        if (file != null) {
            synchronized (this) {
                file.drop(events);
                events = 0;
            }
        }
    }
}
