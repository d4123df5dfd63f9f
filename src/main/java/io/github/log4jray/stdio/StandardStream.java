package io.github.log4jray.stdio;

import java.io.FileDescriptor;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.core.LogEvent;

/** Standard output or standard error of this process, and logger, level and marker of its captured lines. */
public enum StandardStream {
    /** {@code System.out}: logger {@code stdout}, level INFO, marker {@code STDOUT}. */
    OUT("stdout", Level.INFO, "STDOUT"),

    /** {@code System.err}: logger {@code stderr}, level ERROR, marker {@code STDERR}. */
    ERR("stderr", Level.ERROR, StandardError.MARKER);

    private final String loggerName;
    private final Level level;
    private final Marker marker;

    StandardStream(String loggerName, Level level, String marker) {
        this.loggerName = loggerName;
        this.level = level;
        this.marker = MarkerManager.getMarker(marker);
    }

    String loggerName() {
        return loggerName;
    }

    /** @return the level of its lines */
    public Level level() {
        return level;
    }

    /** @return the marker of its lines */
    public Marker marker() {
        return marker;
    }

    /**
     * @param event any
     * @return whether it is a captured line of one of the two streams
     */
    public static boolean printed(LogEvent event) {
        return event.getMarker() != null && (OUT.has(event) || ERR.has(event));
    }

    /**
     * @param event any
     * @return whether it is a captured line of this stream
     */
    public boolean has(LogEvent event) {
        Marker given = event.getMarker();
        return given != null && given.getName().equals(marker.getName()) && loggerName.equals(event.getLoggerName());
    }

    /** @return the descriptor of the process, whatever stream replaces it in Java */
    public FileDescriptor descriptor() {
        return this == OUT ? FileDescriptor.out : FileDescriptor.err;
    }

    /**
     * Whether the descriptor of the process leads to a terminal. On Linux each stream is checked by the link of its
     * descriptor. Elsewhere {@link System#console()} answers for standard output, and the answer for standard error is
     * false. A stream that replaces it in Java makes no difference.
     *
     * @return whether it is a terminal now
     */
    public boolean isTerminal() {
        return Terminal.isAt(this == OUT ? 1 : 2);
    }

    PrintStream current() {
        return this == OUT ? System.out : System.err;
    }

    void replace(PrintStream stream) {
        if (this == OUT) {
            System.setOut(stream);
        } else {
            System.setErr(stream);
        }
    }

    /**
     * The charset of the console or file that the stream leads to: the system property {@code stdout.encoding} (from JDK
     * 19 on), else {@code sun.stdout.encoding} (set on a terminal), else the default charset. For a terminal that is the
     * charset of the locale ({@code LC_ALL}, {@code LC_CTYPE}, {@code LANG}), unless an option of the JVM names another.
     *
     * @return the charset now
     */
    public Charset charset() {
        String name = loggerName + ".encoding";
        return Stream.of(name, "sun." + name)
                .map(System::getProperty)
                .filter(encoding -> encoding != null && isKnown(encoding))
                .map(Charset::forName)
                .findFirst()
                .orElseGet(Charset::defaultCharset);
    }

    private static boolean isKnown(String encoding) {
        try {
            return Charset.isSupported(encoding);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
