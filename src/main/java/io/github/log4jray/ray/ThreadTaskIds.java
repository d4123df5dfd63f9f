package io.github.log4jray.ray;

import io.github.log4jray.context.ContextKeys;
import io.github.log4jray.context.RuntimeContext;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.util.ReadOnlyStringMap;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.apache.logging.log4j.util.StringMap;

/**
 * The ids that Ray gives to one thread, and the last context data to which they were added. As long as neither changes, an
 * event allocates nothing. Only that thread uses it.
 */
final class ThreadTaskIds {

    private static final ContextKeys[] KEYS = {
        ContextKeys.JOB_ID, ContextKeys.NODE_ID, ContextKeys.ACTOR_ID, ContextKeys.TASK_ID
    };

    private final String[] values = new String[KEYS.length];
    private RuntimeContext process;
    private String task;

    /** The last context data, and its entries: Log4j may wrap the same entries again for each event (2.25, 2.26). */
    private StringMap base;

    private String[] baseKeys;
    private Object[] baseValues;
    private StringMap merged;

    private StringMap seen;

    /** The ids alone; null until they are needed. */
    private SortedArrayStringMap alone;

    /** @return the last task that has begun on this thread; null for none */
    String task() {
        return task;
    }

    /** @param newTask 48 hexadecimal digits */
    void setTask(String newTask) {
        task = newTask;
        process = null;
    }

    /**
     * @param known the ids of the process; another object after each change
     * @return this
     */
    ThreadTaskIds with(RuntimeContext known) {
        if (known != process) {
            process = known;
            for (int i = 0; i < KEYS.length; i++) {
                values[i] = KEYS[i] == ContextKeys.TASK_ID ? task : known.get(KEYS[i]);
            }
            base = null;
            alone = null;
        }
        return this;
    }

    /**
     * @param data the context data of an event; another thread may read it later
     * @return the data with the ids that it lacks; the same object unless it is frozen
     */
    StringMap addedTo(StringMap data) {
        if (!data.isFrozen()) {
            addTo(data);
            return data;
        }
        if (data != base && !hasEntriesOfBase(data)) {
            StringMap all = ContextDataFactory.createContextData(data);
            addTo(all);
            all.freeze();
            keep(data, all);
        }
        return merged;
    }

    /**
     * @param data the context data of this thread, which may change
     * @return the data with the ids that it lacks; valid only until the next call
     */
    ReadOnlyStringMap seenThrough(ReadOnlyStringMap data) {
        if (data instanceof StringMap map && map.isFrozen()) {
            return addedTo(map);
        }
        if (seen == null) {
            seen = ContextDataFactory.createContextData();
        }
        seen.clear();
        putInto(seen);
        seen.putAll(data);
        return seen;
    }

    /**
     * Puts the ids into a map that is filled again and again, before anything else is put there.
     *
     * <p>{@code SortedArrayStringMap.putAll} on an empty map takes over the capacity of the source and not its arrays, if
     * its own are large enough for the entries; a later {@code put} then throws an exception (2.17.1 to 2.26.1). With a
     * source whose capacity is that of its entries, capacity and arrays agree again; and into a map that has entries,
     * {@code putAll} merges, and does not have that fault.
     *
     * @param reusable an empty map
     */
    void putInto(StringMap reusable) {
        if (alone == null) {
            int count = 0;
            for (String value : values) {
                count += value == null ? 0 : 1;
            }
            alone = new SortedArrayStringMap(Math.max(1, count));
            addTo(alone);
        }
        if (!alone.isEmpty()) {
            reusable.putAll(alone);
        }
    }

    private void addTo(StringMap data) {
        for (int i = 0; i < KEYS.length; i++) {
            if (values[i] != null && !data.containsKey(KEYS[i].key())) {
                data.putValue(KEYS[i].key(), values[i]);
            }
        }
    }

    private boolean hasEntriesOfBase(StringMap data) {
        if (base == null || data.size() != baseKeys.length) {
            return false;
        }
        for (int i = 0; i < baseKeys.length; i++) {
            Object value = data.getValue(baseKeys[i]);
            if (value == null || value != baseValues[i]) {
                return false;
            }
        }
        return true;
    }

    private void keep(StringMap data, StringMap all) {
        base = data;
        merged = all;
        baseKeys = data.toMap().keySet().toArray(String[]::new);
        baseValues = new Object[baseKeys.length];
        for (int i = 0; i < baseKeys.length; i++) {
            baseValues[i] = data.getValue(baseKeys[i]);
        }
    }

    /**
     * @param key of the context data
     * @return the id; null for none
     */
    String get(String key) {
        for (int i = 0; i < KEYS.length; i++) {
            if (KEYS[i].key().equals(key)) {
                return values[i];
            }
        }
        return null;
    }
}
