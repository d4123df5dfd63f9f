/**
 * The ids and names of the job, worker, node, actor and task that an event belongs to.
 *
 * <p>{@link io.github.log4jray.context.RuntimeContext} is the public interface: an application enters a context on a thread,
 * and sets the ids of its process. {@link io.github.log4jray.context.ContextKeys} are Ray's names for them in Log4j's
 * context data. {@link io.github.log4jray.context.ProcessContext} has the ids that all threads share, {@link
 * io.github.log4jray.context.ProcessIds} the configured ids of one plugin, and {@link io.github.log4jray.context.NodeIp} the
 * address of this host. The package comment of {@code session} has the order of precedence of all ids.
 *
 * <p>No thread runs here. Scopes belong to the thread that has entered them. Ids of the process are in {@link
 * io.github.log4jray.settings.JvmState}, so that all class loaders share them. Nothing here may read a file or know a
 * session.
 */
package io.github.log4jray.context;
