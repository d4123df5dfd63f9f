package io.github.log4jray.session;

import java.nio.file.Path;

/**
 * An appender that writes a file in its session. {@code DriverStream} names this file in its messages about lost lines.
 */
public interface SessionMember {

    /** @return the file that gets every event, or the only file; null before its name is known */
    Path file();
}
