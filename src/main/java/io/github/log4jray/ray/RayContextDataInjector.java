package io.github.log4jray.ray;

import io.github.log4jray.settings.ReportOnce;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.ContextDataInjector;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.ThreadContextDataInjector;
import org.apache.logging.log4j.spi.CopyOnWrite;
import org.apache.logging.log4j.spi.DefaultThreadContextMap;
import org.apache.logging.log4j.spi.ReadOnlyThreadContextMap;
import org.apache.logging.log4j.status.StatusLogger;
import org.apache.logging.log4j.util.PropertiesUtil;
import org.apache.logging.log4j.util.ReadOnlyStringMap;
import org.apache.logging.log4j.util.StringMap;

/**
 * Adds Ray's ids of the logging thread to the context data of its events: {@code job_id}, {@code node_id}, {@code actor_id}
 * and {@code task_id}. Values that Log4j's own injector puts there take precedence. If Ray has no ids for the thread, the
 * result is exactly that of Log4j's injector. Log4j creates this class where {@link RayPropertySource} names it. Thread-safe.
 */
public final class RayContextDataInjector implements ContextDataInjector {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** Null before Log4j 2.24, which has no such method and never asks for single values. */
    private static final MethodHandle GET_VALUE = getValueOfInjectors();

    private final ContextDataInjector standard = standard();

    private static MethodHandle getValueOfInjectors() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(
                            ContextDataInjector.class, "getValue", MethodType.methodType(Object.class, String.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** Chooses as Log4j's factory does. The factory itself would return this class, which its property names (2.17.1 to 2.26.1). */
    @SuppressWarnings("deprecation")
    private static ContextDataInjector standard() {
        ReadOnlyThreadContextMap map = ThreadContext.getThreadContextMap();
        if (map == null || map instanceof DefaultThreadContextMap) {
            return new ThreadContextDataInjector.ForDefaultThreadContextMap();
        }
        return map instanceof CopyOnWrite
                ? new ThreadContextDataInjector.ForCopyOnWriteThreadContextMap()
                : new ThreadContextDataInjector.ForGarbageFreeThreadContextMap();
    }

    /** Reports, once in a process, that events lack Ray's ids because Log4j uses another injector. */
    public static void reportIfUnused() {
        String used = PropertiesUtil.getProperties().getStringProperty(RayPropertySource.PROPERTY);
        if (RayPropertySource.isRayThere()
                && !RayPropertySource.INJECTOR.equals(used)
                && ReportOnce.RAY_IDS.first("injector")) {
            LOGGER.warn(
                    "log4j-ray: Ray's ids are not in the context data of events, as {}=\"{}\" is used",
                    RayPropertySource.PROPERTY,
                    used);
        }
    }

    @Override
    public StringMap injectContextData(List<Property> properties, StringMap reusable) {
        ThreadTaskIds ids = RayIds.ofThisThread();
        if (ids == null) {
            return standard.injectContextData(properties, reusable);
        }
        if (standard instanceof ThreadContextDataInjector.ForGarbageFreeThreadContextMap) {
            // other values replace those that are there already
            ids.putInto(reusable);
            return standard.injectContextData(properties, reusable);
        }
        return ids.addedTo(standard.injectContextData(properties, reusable));
    }

    @Override
    @SuppressWarnings("deprecation")
    public ReadOnlyStringMap rawContextData() {
        ReadOnlyStringMap data = standard.rawContextData();
        ThreadTaskIds ids = RayIds.ofThisThread();
        return ids == null ? data : ids.seenThrough(data);
    }

    /**
     * Log4j calls this for single values from 2.24 on.
     *
     * @param key of the context data
     * @return the value on this thread; null for none
     */
    public Object getValue(String key) {
        Object value = standardValue(key);
        if (value != null) {
            return value;
        }
        ThreadTaskIds ids = RayIds.ofThisThread();
        return ids == null ? null : ids.get(key);
    }

    @SuppressWarnings("deprecation")
    private Object standardValue(String key) {
        if (GET_VALUE == null) {
            return standard.rawContextData().getValue(key);
        }
        try {
            return GET_VALUE.invokeExact(standard, key);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
