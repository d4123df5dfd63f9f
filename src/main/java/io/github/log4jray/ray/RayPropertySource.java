package io.github.log4jray.ray;

import org.apache.logging.log4j.util.PropertySource;

/**
 * Names {@link RayContextDataInjector} to Log4j by the property {@value #PROPERTY}, if Ray's API is on the class path and the
 * user names no other injector. Log4j creates it by {@code META-INF/services} when it reads its first property. So this class
 * must use no other class of Log4j.
 */
public final class RayPropertySource implements PropertySource {

    static final String PROPERTY = "log4j2.ContextDataInjector";
    static final String INJECTOR = "io.github.log4jray.ray.RayContextDataInjector";

    private static final String RAY = "io.ray.api.Ray";

    /** Other names of the property. Log4j 2.17.1 looks for them only if no source has {@link #PROPERTY}. */
    private static final String NORMAL_PROPERTY = "log4j2.contextDataInjector";

    private static final String VARIABLE = "LOG4J_CONTEXT_DATA_INJECTOR";

    /** The lowest precedence. It is not the largest number, because Log4j 2.17.1 keeps one source of each priority. */
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

    /** Does not use {@code Environment}: its logger reads properties of Log4j, which calls this method again. */
    private static boolean isNamed() {
        try {
            return System.getProperty(NORMAL_PROPERTY) != null || System.getenv(VARIABLE) != null;
        } catch (SecurityException e) {
            return false;
        }
    }

    /** @return whether the class loader of Log4j sees both the injector and Ray's API; this loads no class */
    static boolean isRayThere() {
        ClassLoader loader = PropertySource.class.getClassLoader();
        return isThere(RAY, loader) && isThere(INJECTOR, loader);
    }

    private static boolean isThere(String className, ClassLoader loader) {
        String resource = className.replace('.', '/') + ".class";
        return (loader == null ? ClassLoader.getSystemResource(resource) : loader.getResource(resource)) != null;
    }
}
