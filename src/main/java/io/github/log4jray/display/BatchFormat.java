package io.github.log4jray.display;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.settings.Plural;
import io.github.log4jray.text.TerminalEscaper;
import io.github.log4jray.text.Utf8Buffer;
import java.util.Objects;
import java.util.Set;

/**
 * Formats lines as Ray's Python driver does (Ray 2.39 to 2.60, {@code print_worker_logs}), for example
 * {@code (Counter pid=45601) ready}. The prefix is {@code (<name> pid=<pid>) }, or {@code (<name> pid=<pid>, ip=<ip>) }
 * for a worker on another host. The name is that of the actor, else that of the task, else missing. The prefix of a
 * component of Ray is the component's name alone. On a terminal prefixes are coloured. Unlike in Ray, a line can neither
 * forge a prefix nor change the terminal. Used by the printing thread.
 */
final class BatchFormat implements LineFormat {

    /** Where a line contains this token, only the text after it is printed. */
    static final String INFO_MESSAGE = ":info_message:";

    /** The pid of batches of Ray's raylets, in the place of a number. */
    static final String RAYLET = "raylet";

    private static final Set<String> COMPONENTS = Set.of(RAYLET, AutoscalerEvents.PID);
    private static final String HINT = " (RAY_DEDUP_LOGS=0 shows each of them)";

    private final DisplaySettings settings;
    private final boolean terminalOut;
    private final boolean terminalErr;
    private final long started = System.nanoTime();
    private boolean hintGiven;

    private Batch prefixOf;
    private String prefixColor;
    private boolean prefixEscaped;
    private String prefix;

    /**
     * @param settings of the display
     * @param terminalOut whether standard output is a terminal
     * @param terminalErr whether standard error is a terminal
     */
    BatchFormat(DisplaySettings settings, boolean terminalOut, boolean terminalErr) {
        this.settings = settings;
        this.terminalOut = terminalOut;
        this.terminalErr = terminalErr;
    }

    @Override
    public void write(Batch source, String line, long repeats, Utf8Buffer out) {
        boolean terminal = source.isErr() ? terminalErr : terminalOut;
        String suffix = repeats == 0 ? null : suffix(repeats, terminal);
        addPrefix(source, line, terminal, out);
        int info = line.indexOf(INFO_MESSAGE);
        if (info < 0) {
            add(line, terminal, out);
        } else {
            // As in Ray, the text ends at the next token, and then the suffix is lost.
            int from = info + INFO_MESSAGE.length();
            int next = line.indexOf(INFO_MESSAGE, from);
            add(line.substring(from, next < 0 ? line.length() : next), terminal, out);
            suffix = next < 0 ? suffix : null;
        }
        if (suffix != null) {
            out.add(suffix);
        }
        out.add('\n');
    }

    @Override
    public void writeLoss(Batch batch, Utf8Buffer out) {
        addPrefix(batch, "", terminalErr, out);
        out.add(Plural.of(batch.dropped(), "line")).add(" dropped");
        if (batch.file() != null) {
            out.add(", see ");
            add(batch.file(), terminalErr, out);
        }
        out.add('\n');
    }

    private void add(String text, boolean terminal, Utf8Buffer out) {
        String visible = text;
        if (settings.escapes().get()) {
            visible = terminal ? TerminalEscaper.withColors(text) : TerminalEscaper.of(text);
        }
        out.add(visible);
    }

    private String suffix(long repeats, boolean terminal) {
        String suffix = " [repeated " + repeats + "x across cluster]" + (hintGiven ? "" : HINT);
        hintGiven = true;
        return terminal && settings.hasColors() ? PrefixColors.REPEATS + suffix + PrefixColors.END : suffix;
    }

    private void addPrefix(Batch source, String line, boolean terminal, Utf8Buffer out) {
        if (!settings.hasPrefix()) {
            return;
        }
        String color =
                terminal && settings.hasColors() ? settings.prefixColors().begin(source, line) : null;
        boolean escaped = settings.escapes().get();
        if (source != prefixOf || escaped != prefixEscaped || !Objects.equals(color, prefixColor)) {
            prefix = color == null ? prefix(source) + " " : color + prefix(source) + PrefixColors.END + " ";
            prefixOf = source;
            prefixColor = color;
            prefixEscaped = escaped;
        }
        out.add(prefix);
    }

    private String prefix(Batch source) {
        StringBuilder text = new StringBuilder("(");
        boolean component = COMPONENTS.contains(source.pid());
        String name = isPresent(source.actorName()) ? source.actorName() : source.taskName();
        if (isPresent(name) && !component) {
            text.append(inPrefix(name)).append(' ');
        }
        text.append(component ? "" : "pid=").append(inPrefix(source.pid()));
        if (source.pid().equals(AutoscalerEvents.PID)) {
            text.append(" +").append(AutoscalerEvents.age(System.nanoTime() - started));
        }
        if (isPresent(source.ip()) && !source.ip().equals(settings.nodeIp())) {
            text.append(", ip=").append(inPrefix(source.ip()));
        }
        return text.append(')').toString();
    }

    private static boolean isPresent(String text) {
        return text != null && !text.isEmpty();
    }

    private String inPrefix(String text) {
        return settings.escapes().get() ? balanced(TerminalEscaper.of(text)) : text;
    }

    /** Escapes parentheses that would close the prefix before its end. */
    private static String balanced(String text) {
        StringBuilder balanced = null;
        int open = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean early = c == ')' && open == 0;
            open += c == '(' ? 1 : c == ')' && !early ? -1 : 0;
            if (early && balanced == null) {
                balanced = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (early) {
                TerminalEscaper.appendEscaped(balanced, c);
            } else if (balanced != null) {
                balanced.append(c);
            }
        }
        return balanced == null ? text : balanced.toString();
    }

    @Override
    public void forget() {
        prefixOf = null;
    }
}
