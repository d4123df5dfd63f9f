package io.github.log4jray.json;

import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.apache.logging.log4j.layout.template.json.resolver.EventResolverContext;
import org.apache.logging.log4j.layout.template.json.resolver.EventResolverFactory;
import org.apache.logging.log4j.layout.template.json.resolver.TemplateResolverConfig;
import org.apache.logging.log4j.layout.template.json.resolver.TemplateResolverFactory;

/** Makes the resolver {@code {"$resolver": "ray"}} of {@code JsonTemplateLayout}, which {@link RayResolver} describes. */
@Plugin(name = "RayResolverFactory", category = TemplateResolverFactory.CATEGORY)
public final class RayResolverFactory implements EventResolverFactory {

    private static final RayResolverFactory INSTANCE = new RayResolverFactory();

    private RayResolverFactory() {}

    /** @return the only factory */
    @PluginFactory
    public static RayResolverFactory getInstance() {
        return INSTANCE;
    }

    @Override
    public String getName() {
        return RayResolver.getName();
    }

    @Override
    public RayResolver create(EventResolverContext context, TemplateResolverConfig config) {
        return new RayResolver(context, config);
    }
}
