/**
 * The owner of a file or directory, and safe ways to open one that other users can exchange.
 *
 * <p>{@link io.github.log4jray.ownership.FileOwner} compares owners, {@link io.github.log4jray.ownership.TrustedDirectory}
 * checks a directory in which this library works, and {@link io.github.log4jray.ownership.GuardedFile} opens files without
 * following links that other users could have made. The package has no threads, no locks and no state. Never check a name
 * and then use the same name if another user can change the directory.
 */
package io.github.log4jray.ownership;
