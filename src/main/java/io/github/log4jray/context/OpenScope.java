package io.github.log4jray.context;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * A context that a thread has entered. Open scopes of a thread form a stack. Only that thread changes its
 * {@code ThreadContext}; another thread that calls {@link #close} only marks the scope.
 */
final class OpenScope implements RuntimeContext.Scope {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final ContextKeys[] KEYS = ContextKeys.values();

    /** The newest open scope of each thread; no entry for a thread without one. */
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
     * @param values the new values, by the ordinals of the keys
     * @param exactly whether keys without a new value are removed; otherwise they keep their value
     * @return the scope, now the newest one of this thread
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

    /** Changes all keys at once, because Log4j copies its default map at each change. */
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

    /** Restores the scopes that another thread has closed, and returns the newest open scope. */
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
