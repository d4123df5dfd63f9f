package io.github.log4jray.json;

import java.io.PrintWriter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Renders what {@link Throwable#printStackTrace(PrintWriter)} prints (JDK 17 to 25), except for exceptions whose class
 * overrides how they print.
 *
 * <p>It is here for its speed, as it appends frames part by part. The JDK takes 3.1 to 3.9 times as long. Log4j's
 * {@code %ex} takes 1.6 to 2.2 times as long (2.26.1), but omits frames of exceptions with a circular reference, and up
 * to 2.24 it is the JDK's ({@code mvn -Pjmh verify -Djmh.args="ExceptionBenchmark -f 3"}).
 */
final class StackTrace {

    private static final StackTraceElement[] NONE = {};

    /** Whether a class does not override how {@link Throwable} prints. */
    private static final ClassValue<Boolean> PLAIN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            try {
                return type.getMethod("getStackTrace").getDeclaringClass() == Throwable.class
                        && type.getMethod("printStackTrace", PrintWriter.class).getDeclaringClass() == Throwable.class;
            } catch (NoSuchMethodException | LinkageError e) {
                return false;
            }
        }
    };

    private final StringBuilder text;
    private Set<Throwable> seen;

    private StackTrace(StringBuilder text) {
        this.text = text;
    }

    /**
     * @param thrown any
     * @param text receives the trace, with {@code \n} as line ends
     * @return false if the exception, its cause or a suppressed one prints in its own way; then the text is incomplete
     */
    static boolean add(Throwable thrown, StringBuilder text) {
        return new StackTrace(text).add(thrown, NONE, "", "");
    }

    private boolean add(Throwable thrown, StackTraceElement[] enclosing, String caption, String indent) {
        if (!PLAIN.get(thrown.getClass())) {
            return false;
        }
        text.append(indent).append(caption);
        if (seen != null && !seen.add(thrown)) {
            text.append("[CIRCULAR REFERENCE: ").append(thrown).append("]\n");
            return true;
        }
        text.append(thrown).append('\n');
        StackTraceElement[] frames = thrown.getStackTrace();
        int own = frames.length;
        for (int i = enclosing.length; own > 0 && i > 0 && frames[own - 1].equals(enclosing[i - 1]); i--) {
            own--;
        }
        for (int i = 0; i < own; i++) {
            text.append(indent).append("\tat ");
            add(frames[i]);
            text.append('\n');
        }
        if (own < frames.length) {
            text.append(indent).append("\t... ").append(frames.length - own).append(" more\n");
        }
        return addOthers(thrown, frames, indent);
    }

    private boolean addOthers(Throwable thrown, StackTraceElement[] frames, String indent) {
        Throwable[] suppressed = thrown.getSuppressed();
        Throwable cause = thrown.getCause();
        if (seen == null && (suppressed.length > 0 || cause != null)) {
            seen = Collections.newSetFromMap(new IdentityHashMap<>());
            seen.add(thrown);
        }
        for (Throwable each : suppressed) {
            if (!add(each, frames, "Suppressed: ", indent + "\t")) {
                return false;
            }
        }
        return cause == null || add(cause, frames, "Caused by: ", indent);
    }

    /** Appends {@link StackTraceElement#toString()}, which it calls only for frames with a module or a named loader. */
    private void add(StackTraceElement frame) {
        String module = frame.getModuleName();
        String loader = frame.getClassLoaderName();
        boolean ofJdk = "java.base".equals(module) && loader == null;
        if (!ofJdk && (module != null || loader != null && !loader.equals("app"))) {
            text.append(frame);
            return;
        }
        text.append(ofJdk ? "java.base/" : "")
                .append(frame.getClassName())
                .append('.')
                .append(frame.getMethodName())
                .append('(');
        String file = frame.getFileName();
        if (frame.isNativeMethod()) {
            text.append("Native Method");
        } else if (file == null) {
            text.append("Unknown Source");
        } else if (frame.getLineNumber() >= 0) {
            text.append(file).append(':').append(frame.getLineNumber());
        } else {
            text.append(file);
        }
        text.append(')');
    }
}
