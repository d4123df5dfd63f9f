package io.github.log4jray.context;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.status.StatusLogger;

/** A context that a thread has entered, on top of those that it has entered before. */
final class OpenScope implements RuntimeContext.Scope {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final ContextKeys[] KEYS = ContextKeys.values();

    /** The newest of each thread; nothing for a thread that has none. */
    private static final ThreadLocal<OpenScope> NEWEST = new ThreadLocal<>();

    private final Thread thread = Thread.currentThread();
    private final OpenScope outer;
    private final boolean[] changed = new boolean[KEYS.length];
    private final String[] before = new String[KEYS.length];
    private volatile boolean closed;

    private OpenScope(OpenScope outer) {
        this.outer = outer;
    }

    /**
     * @param values by the ordinals of the keys
     * @param exactly whether what they do not say is taken away
     * @return the scope, which is the newest of this thread
     */
    static OpenScope enter(String[] values, boolean exactly) {
        OpenScope scope = new OpenScope(leaveClosed());
        for (ContextKeys key : KEYS) {
            int i = key.ordinal();
            if (values[i] != null || exactly) {
                scope.changed[i] = true;
                scope.before[i] = ThreadContext.get(key.key());
            }
        }
        scope.put(values);
        NEWEST.set(scope);
        return scope;
    }

    /** Puts all at once: Log4j's default map is copied at each change. */
    private void put(String[] values) {
        Map<String, String> put = new HashMap<>();
        List<String> removed = new ArrayList<>();
        for (ContextKeys key : KEYS) {
            String value = values[key.ordinal()];
            if (changed[key.ordinal()] && value != null) {
                put.put(key.key(), value);
            } else if (changed[key.ordinal()] && ThreadContext.containsKey(key.key())) {
                removed.add(key.key());
            }
        }
        if (!removed.isEmpty()) {
            ThreadContext.removeAll(removed);
        }
        if (!put.isEmpty()) {
            ThreadContext.putAll(put);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (Thread.currentThread() != thread) {
            LOGGER.error(
                    "log4j-ray: a scope of RuntimeContext that thread {} has entered was closed by thread {}; it stays in"
                            + " force until that thread enters or closes a scope",
                    thread.getName(),
                    Thread.currentThread().getName());
            return;
        }
        OpenScope newest = NEWEST.get();
        for (OpenScope open = newest; open != this; open = open.outer) {
            if (!open.closed) {
                LOGGER.error(
                        "log4j-ray: a scope of RuntimeContext was closed on thread {} before one that was entered later",
                        thread.getName());
                break;
            }
        }
        for (OpenScope open = newest; open != outer; open = open.outer) {
            open.restore();
        }
        leave(outer);
        leaveClosed();
    }

    private void restore() {
        closed = true;
        put(before);
    }

    /** Restores what another thread has closed, and returns the newest scope that is open still. */
    private static OpenScope leaveClosed() {
        OpenScope newest = NEWEST.get();
        if (newest != null && newest.closed) {
            while (newest != null && newest.closed) {
                newest.restore();
                newest = newest.outer;
            }
            leave(newest);
        }
        return newest;
    }

    private static void leave(OpenScope newest) {
        if (newest == null) {
            NEWEST.remove();
        } else {
            NEWEST.set(newest);
        }
    }
}
