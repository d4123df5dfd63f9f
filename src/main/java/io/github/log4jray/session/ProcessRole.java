package io.github.log4jray.session;

import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.Plugin;

/**
 * The role of a process. Its appenders determine it: those in the configuration, at any depth, and those that Log4j or the
 * application makes later. A later appender can only raise the role, in the order of the constants: {@link SessionJobs} keeps
 * the highest role of the process in each session.
 */
public enum ProcessRole {
    /** The process has neither a {@code DriverConsole} nor a {@code DriverStream}. */
    NONE(null),
    /** It has a {@code DriverStream} and no {@code DriverConsole}: the process discovers the job of its driver. */
    WORKER("DriverStream"),
    /** It has a {@code DriverConsole}: the process claims a job. */
    DRIVER("DriverConsole");

    private final String element;

    ProcessRole(String element) {
        this.element = element;
    }

    /**
     * @param configuration the configuration of a plugin; may be null
     * @return the role
     */
    static ProcessRole of(Configuration configuration) {
        for (ProcessRole role : new ProcessRole[] {DRIVER, WORKER}) {
            if (configuration instanceof AbstractConfiguration tree
                            && tree.getRootNode() != null
                            && holds(tree.getRootNode(), role.element)
                    || configuration != null && role.hasAppender(configuration)) {
                return role;
            }
        }
        return NONE;
    }

    /**
     * @param other another role of this process
     * @return the higher role
     */
    ProcessRole or(ProcessRole other) {
        return compareTo(other) < 0 ? other : this;
    }

    /** Appenders that have been built are no longer in the tree (Log4j 2.17.1 to 2.26.1). */
    private boolean hasAppender(Configuration configuration) {
        return configuration.getAppenders().values().stream()
                .map(appender -> appender.getClass().getAnnotation(Plugin.class))
                .anyMatch(plugin -> plugin != null && plugin.name().equals(element));
    }

    private static boolean holds(Node node, String element) {
        return node.getType() != null && element.equalsIgnoreCase(node.getType().getKey())
                || node.getChildren().stream().anyMatch(child -> holds(child, element));
    }
}
