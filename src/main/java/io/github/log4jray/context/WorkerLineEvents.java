package io.github.log4jray.context;

import java.util.Map;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.StringMap;

/**
 * Events that a driver makes of its workers' lines. All that is known of the worker is in their context data, and
 * nothing of the driver belongs to them. They are recognised also after Log4j has copied them for another thread.
 * Stateless.
 */
public final class WorkerLineEvents {

    /** The name of their logger. */
    public static final String LOGGER = "ray.worker";

    /** The key of the worker's process id, or of the name of a component of Ray. */
    public static final String PROCESS = "process";

    /** The key of the address of the worker's node. */
    public static final String NODE_IP = "node_ip";

    private static final Pattern PID = Pattern.compile("0|[1-9]\\d{0,17}");

    private static final String FQCN = WorkerLineEvents.class.getName();

    private WorkerLineEvents() {}

    /**
     * @param entries of the context; those without a value are left out
     * @return the context data of the events of one worker
     */
    public static StringMap context(Map<String, String> entries) {
        StringMap context = ContextDataFactory.createContextData(entries.size());
        entries.forEach((key, value) -> {
            if (value != null && !value.isEmpty()) {
                context.putValue(key, value);
            }
        });
        context.freeze();
        return context;
    }

    /**
     * @param line is the message
     * @param level of the event
     * @param marker of the event
     * @param context has job, process, address and names of the worker
     * @return an event of this moment
     */
    public static LogEvent of(String line, Level level, Marker marker, StringMap context) {
        return Log4jLogEvent.newBuilder()
                .setLoggerName(LOGGER)
                .setLoggerFqcn(FQCN)
                .setLevel(level)
                .setMarker(marker)
                .setMessage(new SimpleMessage(line))
                .setContextData(context)
                .build();
    }

    /**
     * @param event of this kind
     * @return the worker's process id, or the name of a component of Ray; null for none
     */
    public static String process(LogEvent event) {
        return event.getContextData().getValue(PROCESS);
    }

    /**
     * @param process as a worker names it
     * @return whether it is a number as JSON writes it, and no name
     */
    public static boolean isPid(String process) {
        return PID.matcher(process).matches();
    }

    /**
     * @param event any
     * @return whether it was made of a line of a worker
     */
    public static boolean has(LogEvent event) {
        return FQCN.equals(event.getLoggerFqcn());
    }
}
