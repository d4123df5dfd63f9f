package io.github.log4jray.session;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Says that this process uses a session, so that no other process removes it. All appenders of this class loader that use the
 * session share one {@link Registration}, until the last of them has stopped. Thread-safe.
 */
public final class SessionUse {

    /** By the bookkeeping directory. Guarded by itself. */
    private static final Map<Path, SessionUse> IN_USE = new HashMap<>();

    private final Path directory;
    private final Registration registration;

    /** Guarded by {@link #IN_USE}. */
    private int uses;

    private SessionUse(Path directory) {
        this.directory = directory;
        this.registration = new Registration(directory);
    }

    /**
     * @param session is used from now on; if it does not exist yet, call {@link Registration#renew} when it may
     * @return its use; call {@link #end} once for each call of this method
     */
    public static SessionUse of(Session session) {
        SessionUse use;
        synchronized (IN_USE) {
            use = IN_USE.computeIfAbsent(session.bookkeepingDirectory(), SessionUse::new);
            use.uses++;
        }
        use.registration.renew();
        return use;
    }

    /** @return what this process says in the session */
    public Registration registration() {
        return registration;
    }

    /**
     * @param session a session
     * @return whether this is its use
     */
    public boolean isOf(Session session) {
        return directory.equals(session.bookkeepingDirectory());
    }

    /** An appender uses the session no longer. */
    public void end() {
        synchronized (IN_USE) {
            uses--;
            if (uses > 0) {
                return;
            }
            IN_USE.remove(directory);
        }
        registration.close();
    }
}
