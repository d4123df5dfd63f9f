/**
 * Turns events into bytes, and bytes into values: layouts, UTF-8, JSON, lines, and text that is safe on a terminal.
 *
 * <p>{@link io.github.log4jray.text.Renderer} renders an event by any layout into the
 * {@link io.github.log4jray.text.RenderBuffer} of the thread, and {@link io.github.log4jray.text.Utf8Buffer} encodes it.
 * {@code RayPattern} is the fast path for Ray's pattern, {@link io.github.log4jray.text.TimestampPrefix} the cache of the
 * beginning of a line. {@link io.github.log4jray.text.JsonReader} reads untrusted JSON.
 * {@link io.github.log4jray.text.TerminalEscaper} makes untrusted lines safe to print.
 *
 * <p>The package has no threads and no locks: a buffer belongs to one thread, everything else is immutable or stateless.
 * It is on the hot path, so a buffer that has grown must not allocate. It must not know any other package.
 */
package io.github.log4jray.text;
