package io.github.log4jray.rotation;

import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * How a log file is written.
 *
 * @param bufferSize the size up to which each of the two buffers grows, in bytes
 * @param rotation when the file rotates
 * @param header the first bytes of each new file; called when a file is opened
 * @param footer the last bytes of each file; called when a file is opened and when it is closed
 * @param gap makes the record that says how many records are missing at its place
 * @param permissions of a new file; null for those that the process's umask gives
 */
public record LogFileSettings(
        int bufferSize,
        RotationSettings rotation,
        Supplier<byte[]> header,
        Supplier<byte[]> footer,
        LongFunction<byte[]> gap,
        Set<PosixFilePermission> permissions) {}
