package io.github.log4jray.session;

import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Node;

/** What a process is, by what its configuration holds, wherever that stands. */
enum Role {
    /** It holds a {@code DriverConsole}. */
    DRIVER("DriverConsole"),
    /** It holds a {@code DriverStream} and no {@code DriverConsole}. */
    WORKER("DriverStream"),
    /** It holds neither. */
    NONE(null);

    private final String element;

    Role(String element) {
        this.element = element;
    }

    /**
     * @param configuration the one an appender belongs to; may be null
     * @return the role it gives to the process
     */
    static Role of(Configuration configuration) {
        if (configuration instanceof AbstractConfiguration tree && tree.getRootNode() != null) {
            for (Role role : new Role[] {DRIVER, WORKER}) {
                if (holds(tree.getRootNode(), role.element)) {
                    return role;
                }
            }
        }
        return NONE;
    }

    private static boolean holds(Node node, String element) {
        return node.getType() != null && element.equalsIgnoreCase(node.getType().getKey())
                || node.getChildren().stream().anyMatch(child -> holds(child, element));
    }
}
