package io.github.log4jray.session;

import io.github.log4jray.settings.Environment;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/** Shows the counters of appenders by JMX if system property {@value #PROPERTY} is {@code true}. Thread-safe. */
final class ManagedBean {

    private static final Logger LOGGER = StatusLogger.getLogger();
    private static final String PROPERTY = "log4jray.jmx";

    /** The MBeans of this class loader; guarded by itself. */
    private static final Map<ObjectName, Object> REGISTERED = new HashMap<>();

    private ManagedBean() {}

    /**
     * Registers an MBean. It replaces one of the same name, because a new configuration starts before the last one stops.
     *
     * @param plugin the plugin's name
     * @param context the name of the logger context; null for none
     * @param name of the appender
     * @param bean implements an interface with a name that ends in {@code MXBean}
     * @return unregisters the MBean, unless another one has replaced it; never null
     */
    static Runnable register(String plugin, String context, String name, Object bean) {
        if (!Environment.process().flag(PROPERTY, false)) {
            return () -> {};
        }
        try {
            ObjectName id = new ObjectName("io.github.log4jray:type=" + plugin + ",context="
                    + ObjectName.quote(String.valueOf(context)) + ",name=" + ObjectName.quote(name));
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            synchronized (REGISTERED) {
                if (server.isRegistered(id)) {
                    server.unregisterMBean(id);
                }
                server.registerMBean(bean, id);
                REGISTERED.put(id, bean);
            }
            return () -> unregister(server, id, bean);
        } catch (JMException | RuntimeException | LinkageError e) {
            LOGGER.error("{} \"{}\": its counters can't be shown by JMX: {}", plugin, name, e.toString());
            return () -> {};
        }
    }

    private static void unregister(MBeanServer server, ObjectName id, Object bean) {
        synchronized (REGISTERED) {
            try {
                if (REGISTERED.remove(id, bean)) {
                    server.unregisterMBean(id);
                }
            } catch (JMException | RuntimeException e) {
                LOGGER.debug("log4j-ray: {} can't be unregistered", id, e);
            }
        }
    }
}
