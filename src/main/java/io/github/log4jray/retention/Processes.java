package io.github.log4jray.retention;

import java.util.Set;

/** The processes of this host, as far as this process can see them. */
interface Processes {

    /**
     * @param pid a process id
     * @return whether a process has it
     */
    boolean isAlive(long pid);

    /** @return the keys of all files that processes of this user have open for writing; null if that can't be known */
    Set<Object> writtenFiles();

    /**
     * @param session the name of a session
     * @return whether a raylet of that session runs among the processes that can be seen
     */
    boolean haveRaylet(String session);

    /** @return identifies the boot of this host; null if it is unknown */
    String boot();
}
