/**
 * Real Rays: clusters ({@link io.github.log4jray.testing.ray.RayCluster}), drivers on them
 * ({@link io.github.log4jray.testing.ray.RayDriver}), and the main classes and tasks that these run. Tests that use them
 * have the tag {@code ray}.
 */
package io.github.log4jray.testing.ray;
