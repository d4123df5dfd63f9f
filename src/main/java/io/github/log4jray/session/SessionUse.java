package io.github.log4jray.session;

import io.github.log4jray.settings.BackgroundThread;
import io.github.log4jray.settings.UninterruptedWait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Says that this process uses a session, so that no other process removes it. All appenders of this class loader that use the
 * session share one {@link Registration}, until the last of them has stopped. Thread-safe.
 */
public final class SessionUse {

    private static final Duration LONGEST_END = Duration.ofSeconds(2);

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
     * @param session is used from now on; call {@link Registration#renew} when it may exist
     * @return its use; call {@link #end} once for each call of this method
     */
    public static SessionUse of(Session session) {
        synchronized (IN_USE) {
            SessionUse use = IN_USE.computeIfAbsent(session.bookkeepingDirectory(), SessionUse::new);
            use.uses++;
            return use;
        }
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

    /** An appender uses the session no longer. Storage that takes nothing holds up its stop for two seconds at most. */
    public void end() {
        synchronized (IN_USE) {
            uses--;
            if (uses > 0) {
                return;
            }
            IN_USE.remove(directory);
        }
        BackgroundThread closing = BackgroundThread.of(registration::close, "log4jray-session");
        closing.start();
        UninterruptedWait.until(
                LONGEST_END, () -> !closing.isAlive(), nanos -> TimeUnit.NANOSECONDS.timedJoin(closing, nanos));
    }
}
