/**
 * Reads settings: the attributes of plugins, system properties and environment variables. Every other package may use it.
 *
 * <p>{@link io.github.log4jray.settings.Attributes} reads the attributes of one plugin, and
 * {@link io.github.log4jray.settings.Environment} reads the rest. Both parse by the rules of {@code ValueSyntax}, and
 * report an invalid value in one form: {@code invalid port "x" (expected an integer from 0 to 65535); using 0}.
 * {@link io.github.log4jray.settings.JvmState} holds the state of the whole JVM, with
 * {@link io.github.log4jray.settings.ReportOnce} on top of it. {@link io.github.log4jray.settings.UninterruptedWait} is
 * the one wait that an interrupt does not end, and {@link io.github.log4jray.settings.BackgroundThread} is the class of all
 * our threads.
 *
 * <p>The package has no threads. Its one lock, in {@code JvmState}, is shared by all class loaders, and the code that
 * looks for a fact runs while it is held. An invalid value must never be an exception, and a password must never be in a
 * message.
 */
package io.github.log4jray.settings;
