package io.github.log4jray.context;

import java.util.regex.Pattern;
import org.apache.logging.log4j.core.ContextDataInjector;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.ContextDataInjectorFactory;
import org.apache.logging.log4j.util.ReadOnlyStringMap;

/**
 * The keys of Log4j's context data that say whose line an event is. They are Ray's own names, and ids have Ray's lengths
 * (Ray 2.39 to 2.60).
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

    /** @return as it stands in the context data */
    public String key() {
        return key;
    }

    /** @return how many hexadecimal digits a value has; 0 for a name, which may be any text */
    public int digits() {
        return digits;
    }

    /**
     * @param value in lower case
     * @return whether it can be a value of this key
     */
    public boolean allows(String value) {
        return digits == 0
                ? !value.isEmpty()
                : value.length() == digits && HEX.matcher(value).matches();
    }

    /**
     * @param event carries context data, whoever put them there
     * @return the value under this key; null where it is absent or empty
     */
    public String of(LogEvent event) {
        return of(event.getContextData());
    }

    /** @return the value on this thread, whoever put it there, or Ray has it; null where it is absent or empty */
    public String ofThread() {
        return of(dataOfThread());
    }

    /** @return the context data of an event that this thread would log now, for a look at it at once */
    @SuppressWarnings("deprecation")
    static ReadOnlyStringMap dataOfThread() {
        return InForce.DATA.rawContextData();
    }

    String of(ReadOnlyStringMap data) {
        Object value = data.getValue(key);
        String text = value == null ? "" : value.toString();
        return text.isEmpty() ? null : text;
    }

    /** Made when it is needed: most need only the keys. */
    private static final class InForce {

        /** What Log4j itself asks, for filters and lookups. */
        static final ContextDataInjector DATA = ContextDataInjectorFactory.createInjector();
    }
}
