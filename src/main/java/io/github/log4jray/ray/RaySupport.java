package io.github.log4jray.ray;

import org.apache.logging.log4j.core.config.Configuration;

/** The support of Ray that each plugin of this library switches on when a configuration makes it. Stateless. */
public final class RaySupport {

    private RaySupport() {}

    /**
     * Keeps the configuration in force on Ray, and reports missing ids of Ray. Builders call this, because {@code start()}
     * would be too late: a configuration that is built by a program may start only after {@code Ray.init()}, and Ray replaces
     * the configuration there unless this has been called before.
     *
     * @param configuration the configuration of the plugin; may be null
     */
    public static void switchOn(Configuration configuration) {
        ConfigurationKeeper.keep(configuration);
        RayContextDataInjector.reportIfUnused();
    }
}
