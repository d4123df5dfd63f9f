/**
 * Whose a file or directory is, and how to open one where other users can exchange it.
 *
 * <p>{@link io.github.log4jray.ownership.FileOwner} compares owners, {@link io.github.log4jray.ownership.TrustedDirectory}
 * checks a directory in which this library works, and {@link io.github.log4jray.ownership.GuardedFile} opens files without
 * following links that other users could have made. No threads, no locks, no state. A check of a name that is followed by a
 * use of the same name must never be relied on where another user can change the directory.
 */
package io.github.log4jray.ownership;
