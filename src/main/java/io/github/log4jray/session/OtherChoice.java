package io.github.log4jray.session;

import io.github.log4jray.session.SessionLocator.Choice;
import io.github.log4jray.settings.JvmState;
import io.github.log4jray.settings.ReportOnce;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Reports a plugin that asks for a new session where the process has joined the latest one, or the other way round: a process
 * has one session in a temp directory, and another plugin, or an earlier configuration, may have chosen otherwise. Immutable.
 *
 * @param temp the temp directory, without links in its path
 * @param session the session of this process there
 */
record OtherChoice(Path temp, String session) {

    private static final Logger LOGGER = StatusLogger.getLogger();

    private static String joinerKey(Path temp) {
        return "session.joiner." + temp;
    }

    /**
     * Keeps that this process has joined the latest session.
     *
     * @param temp the temp directory, without links in its path
     * @param label names the plugin that has joined it
     */
    static void joined(Path temp, String label) {
        JvmState.put(joinerKey(temp), label);
    }

    /**
     * @param label names the plugin
     * @param choice what the plugin asks for
     * @param clock gives the age of Ray's sessions
     */
    void report(String label, Choice choice, InstantSource clock) {
        String joiner = JvmState.get(joinerKey(temp));
        String subject = choice + " " + label + " " + session;
        if (choice == Choice.NEW && joiner != null && ReportOnce.SESSION_CHOICE.first(subject)) {
            LOGGER.warn(
                    "{}: makes no session of its own in \"{}\", because {} of this process has session=\"latest\":"
                            + " both are in session {}",
                    label,
                    temp,
                    joiner,
                    session);
        }
        String latest = choice == Choice.LATEST && joiner == null ? readLatest(clock) : session;
        if (!latest.equals(session) && ReportOnce.SESSION_CHOICE.first(subject)) {
            LOGGER.warn(
                    "{}: session=\"latest\" has no effect: this process has made session {} before, and stays in it;"
                            + " session_latest names {}",
                    label,
                    session,
                    latest);
        }
    }

    private String readLatest(InstantSource clock) {
        try {
            Path target = new SessionLink(temp, clock).readTarget();
            return target == null ? session : target.toString();
        } catch (IOException e) {
            return session;
        }
    }
}
