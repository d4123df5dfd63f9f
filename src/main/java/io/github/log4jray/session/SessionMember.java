package io.github.log4jray.session;

import java.nio.file.Path;

/**
 * An appender that belongs to a session and writes a file there. The other appenders of its configuration join the same
 * session, and name its file where lines are lost.
 */
public interface SessionMember {

    /** @return the session, and the ids of this process in it */
    ProcessIdentity membership();

    /** @return the file that gets every event, or the only one; null before it is known */
    Path file();
}
