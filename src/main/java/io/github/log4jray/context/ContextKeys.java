package io.github.log4jray.context;

import org.apache.logging.log4j.core.LogEvent;

/** The keys of Log4j's context data that say whose line an event is. They are Ray's own names. */
public enum ContextKeys {
    /** The job that the event belongs to. */
    JOB_ID("job_id"),
    /** The name of the actor that runs on the logging thread. */
    ACTOR_NAME("actor_name"),
    /** The name of the task that runs on the logging thread. */
    TASK_NAME("task_name");

    private final String key;

    ContextKeys(String key) {
        this.key = key;
    }

    /**
     * @param event carries context data, whoever put them there
     * @return the value under this key; null where it is absent or empty
     */
    public String of(LogEvent event) {
        Object value = event.getContextData().getValue(key);
        String text = value == null ? "" : value.toString();
        return text.isEmpty() ? null : text;
    }
}
