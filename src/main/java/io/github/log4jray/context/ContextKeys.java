package io.github.log4jray.context;

import java.util.regex.Pattern;
import org.apache.logging.log4j.core.ContextDataInjector;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.core.impl.ContextDataInjectorFactory;
import org.apache.logging.log4j.util.ReadOnlyStringMap;

/**
 * The keys of Log4j's context data for the job, worker, node, actor and task of an event. Names and lengths of ids are Ray's
 * (2.39 to 2.60).
 */
public enum ContextKeys {
    /** The job that the event belongs to: 4 bytes. */
    JOB_ID("job_id", 4),
    /** The worker, which is a process: 28 bytes. */
    WORKER_ID("worker_id", 28),
    /** The node, which is a host: 28 bytes. */
    NODE_ID("node_id", 28),
    /** The actor that runs on the logging thread: 16 bytes. */
    ACTOR_ID("actor_id", 16),
    /** The task that runs on the logging thread: 24 bytes. */
    TASK_ID("task_id", 24),
    /** The name of the actor that runs on the logging thread. */
    ACTOR_NAME("actor_name", 0),
    /** The name of the task that runs on the logging thread. */
    TASK_NAME("task_name", 0),
    /** The name of the function that the task calls. */
    TASK_FUNC_NAME("task_func_name", 0);

    private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

    private final String key;
    private final int digits;

    ContextKeys(String key, int bytes) {
        this.key = key;
        this.digits = 2 * bytes;
    }

    /** @return the key in the context data */
    public String key() {
        return key;
    }

    /** @return the number of hexadecimal digits of an id; 0 for a name, which may be any text */
    public int digits() {
        return digits;
    }

    /**
     * @param value in lower case
     * @return whether it is valid for this key
     */
    public boolean allows(String value) {
        return digits == 0
                ? !value.isEmpty()
                : value.length() == digits && HEX.matcher(value).matches();
    }

    /**
     * @param event an event, also one without context data
     * @return the value of this key; null if it is absent or empty
     */
    public String of(LogEvent event) {
        return of(event.getContextData());
    }

    /** @return the value of this key on this thread, as an event would have it; null if it is absent or empty */
    public String ofThread() {
        return of(dataOfThread());
    }

    /**
     * @return the context data that an event of this thread would have now: from the {@code ThreadContext}, other
     *     {@code ContextDataProvider}s and Ray; a copy, or frozen
     */
    static ReadOnlyStringMap dataOfThread() {
        return Injector.INSTANCE.injectContextData(null, ContextDataFactory.createContextData());
    }

    /** @return the value in these data, which may be null; null if it is absent, empty, or can't be had as text */
    String of(ReadOnlyStringMap data) {
        Object value = data == null ? null : data.getValue(key);
        if (value == null) {
            return null;
        }
        try {
            String text = value.toString();
            return text == null || text.isEmpty() ? null : text;
        } catch (Throwable e) {
            // an object of the application may throw anything; the event is written all the same
            return null;
        }
    }

    /** Loaded at the first use: most callers need only the keys. */
    private static final class Injector {

        /** Log4j uses the same kind of injector for events. */
        static final ContextDataInjector INSTANCE = ContextDataInjectorFactory.createInjector();
    }
}
