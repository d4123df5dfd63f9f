/**
 * Renders events as JSON, with the keys of Ray's own JSON logs.
 *
 * <p>{@link io.github.log4jray.json.RayJsonLayout} is the layout, and {@code RayJson} does its work: {@code LineCache} has what
 * a thread's last event had, {@code ContextEntries} the entries of contexts and map messages, {@code StandardAttribute} what
 * users ask for besides, {@code AdditionalField} what a configuration adds.
 * {@link io.github.log4jray.json.RayResolverFactory} and {@code RayResolver} add Ray's ids to the templates of Log4j's
 * {@code JsonTemplateLayout}. Both take the ids of the process from {@code ProcessIdFields}.
 *
 * <p>The package has no threads and no locks. Events are rendered on the thread that logs, with caches per thread. A
 * record must always be one line of valid JSON, and an event must not be lost because its message or its exception throws.
 * Only {@code RayResolver} and its factory may use classes of {@code log4j-layout-template-json}, which is optional.
 */
package io.github.log4jray.json;
