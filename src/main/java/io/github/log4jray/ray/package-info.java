/**
 * All code that touches a real Ray in the same process. It uses reflection only: it compiles, and every class loads, without
 * Ray on the class path.
 *
 * <p>{@link io.github.log4jray.ray.LoggingSetup} and {@code ConfigurationKeeper} keep the user's configuration in force;
 * all plugins call {@link io.github.log4jray.ray.RaySupport} for that. {@link io.github.log4jray.ray.RayContextDataInjector} adds Ray's ids to events: {@code RayIds} has
 * them, and {@code TaskStartDetector} notices new tasks. {@link io.github.log4jray.ray.JoinedCluster} is the cluster of a
 * driver, {@link io.github.log4jray.ray.RayWorker} the process of a worker.
 *
 * <p>A short-lived thread {@code log4jray-node-id} asks Ray for the node of a driver. It holds the monitor of Ray's class
 * {@code Ray}, which {@code Ray.init()} and {@code Ray.shutdown()} hold too. Ray ends the process if a thread asks it for an
 * id during a shutdown, so no event may ask Ray, and the monitor of {@code LoggingUtil} must never be held.
 */
package io.github.log4jray.ray;
