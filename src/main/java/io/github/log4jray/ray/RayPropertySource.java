package io.github.log4jray.ray;

import org.apache.logging.log4j.util.PropertySource;

/**
 * Names {@link RayContextDataInjector} to Log4j, by its property {@value #PROPERTY}, where Ray's API is on the class
 * path, and unless somebody names another one. Log4j makes it, by {@code META-INF/services}, when it reads its first
 * property, so nothing else of Log4j is touched here.
 */
public final class RayPropertySource implements PropertySource {

    static final String PROPERTY = "log4j2.ContextDataInjector";
    static final String INJECTOR = "io.github.log4jray.ray.RayContextDataInjector";

    private static final String RAY = "io.ray.api.Ray";

    /** Other names of the property, which Log4j 2.17.1 looks for only when no source has this one. */
    private static final String NORMAL_PROPERTY = "log4j2.contextDataInjector";

    private static final String VARIABLE = "LOG4J_CONTEXT_DATA_INJECTOR";

    /** Every other source comes before this one. Not the largest number: Log4j 2.17.1 keeps one source of each priority. */
    @Override
    public int getPriority() {
        return 2_000_000_000;
    }

    @Override
    public String getProperty(String key) {
        return containsProperty(key) ? INJECTOR : null;
    }

    @Override
    public boolean containsProperty(String key) {
        return PROPERTY.equals(key) && !isNamed() && isRayThere();
    }

    /** Not through {@code Environment}: its logger reads properties of Log4j, which is what happens here already. */
    private static boolean isNamed() {
        try {
            return System.getProperty(NORMAL_PROPERTY) != null || System.getenv(VARIABLE) != null;
        } catch (SecurityException e) {
            return false;
        }
    }

    /** @return whether Log4j, which makes the injector, sees both it and Ray's API; nothing is loaded */
    static boolean isRayThere() {
        ClassLoader loader = PropertySource.class.getClassLoader();
        return isThere(RAY, loader) && isThere(INJECTOR, loader);
    }

    private static boolean isThere(String className, ClassLoader loader) {
        String resource = className.replace('.', '/') + ".class";
        return (loader == null ? ClassLoader.getSystemResource(resource) : loader.getResource(resource)) != null;
    }
}
