package io.github.log4jray.session;

import java.nio.file.Path;

/**
 * An appender that has a session and writes a file there. Other plugins of the same configuration that name no session join
 * this one. {@code DriverStream} names this file in its messages about lost lines.
 */
public interface SessionMember {

    /** @return the session, the configured ids and the role of this process */
    ProcessIdentity identity();

    /** @return the file that gets every event, or the only file; null before its name is known */
    Path file();
}
