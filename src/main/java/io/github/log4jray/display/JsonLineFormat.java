package io.github.log4jray.display;

import io.github.log4jray.context.WorkerLineEvents;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.settings.Plural;
import io.github.log4jray.text.JsonLine;
import io.github.log4jray.text.TimestampPrefix;
import io.github.log4jray.text.Utf8Buffer;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes each line as one JSON object, with the keys of Ray's own JSON. A line that is an object keeps its keys, their order
 * and their values, and gets the keys that it lacks at its end. Any other line is the {@code message}. The time is that at
 * which the driver begins to print the batch, one nanosecond later for each line, so that a reader can sort by it. Used by the
 * printing thread.
 */
final class JsonLineFormat implements LineFormat {

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final String REPEATED = "repeated";
    private static final String TIMESTAMP = "timestamp_ns";

    private final Clock clock;
    private final TimestampPrefix asctime = new TimestampPrefix();
    private final JsonLine object = new JsonLine();

    /** The batch for which the fields below were written; null for none. */
    private Batch source;

    /** The time of the next line, since 1970. */
    private long nanos;

    /** Ends before the digits of {@link #TIMESTAMP}. */
    private final Utf8Buffer head = new Utf8Buffer();

    /** Ends with the quote before the message. */
    private final Utf8Buffer middle = new Utf8Buffer();

    /** Begins with the quote behind the message. */
    private final Utf8Buffer tail = new Utf8Buffer();

    /** The values that a line gets where it lacks the key, as JSON; that of {@link #TIMESTAMP} is not used. */
    private final Map<String, Utf8Buffer> values = new LinkedHashMap<>();

    /** @param clock has the time and the zone */
    JsonLineFormat(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void write(Batch batch, String line, long repeats, Utf8Buffer out) {
        begin(batch);
        boolean isObject = object.read(line);
        if (isObject) {
            object.addOpen(out);
            addMissing(out);
        } else {
            int info = line.indexOf(BatchFormat.INFO_MESSAGE);
            addMessage(info < 0 ? line : line.substring(info + BatchFormat.INFO_MESSAGE.length()), out);
        }
        if (repeats > 0 && !(isObject && object.has(REPEATED))) {
            out.add(",\"").add(REPEATED).add("\":").add(repeats);
        }
        out.add("}\n");
        nanos++;
    }

    @Override
    public void writeLoss(Batch batch, Utf8Buffer out) {
        begin(batch);
        String message = Plural.of(batch.dropped(), "line") + " dropped";
        addMessage(batch.file() == null ? message : message + ", see " + batch.file(), out);
        out.add(",\"dropped\":").add(batch.dropped());
        if (batch.file() != null) {
            out.add(",\"file\":");
            addString(batch.file(), out);
        }
        out.add("}\n");
        nanos++;
    }

    @Override
    public void forget() {
        source = null;
    }

    private void begin(Batch batch) {
        if (batch == source) {
            return;
        }
        source = null;
        Instant now = clock.instant();
        nanos = now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
        values.clear();
        long millis = now.toEpochMilli();
        asctime.begin("\"", millis, clock.getZone()).add('"');
        asctime.addTo(value("asctime"), millis, 0);
        value("levelname").add(batch.isErr() || batch.dropped() > 0 ? "\"ERROR\"" : "\"INFO\"");
        if (WorkerLineEvents.isPid(batch.pid())) {
            value("process").add(batch.pid());
        } else {
            addString(batch.pid(), value("process"));
        }
        value(TIMESTAMP);
        putText("job_id", batch.job());
        putText("node_ip", batch.ip());
        putText("actor_name", batch.actorName());
        putText("task_name", batch.taskName());
        writeParts();
        source = batch;
    }

    private Utf8Buffer value(String key) {
        return values.computeIfAbsent(key, absent -> new Utf8Buffer());
    }

    private void putText(String key, String text) {
        if (text != null && !text.isEmpty()) {
            addString(text, value(key));
        }
    }

    private static void addString(String text, Utf8Buffer to) {
        to.add('"');
        JsonLine.addContent(text, to);
        to.add('"');
    }

    private void writeParts() {
        head.truncate(0);
        head.add('{');
        add("asctime", false, head);
        add("levelname", true, head);
        add("process", true, head);
        add(TIMESTAMP, true, head);
        middle.truncate(0);
        add("job_id", true, middle);
        middle.add(",\"message\":\"");
        tail.truncate(0);
        tail.add('"');
        add("node_ip", true, tail);
        add("actor_name", true, tail);
        add("task_name", true, tail);
    }

    /** Adds a member, where it has a value. */
    private void add(String key, boolean comma, Utf8Buffer to) {
        Utf8Buffer value = values.get(key);
        if (value != null) {
            to.add(comma ? ",\"" : "\"").add(key).add("\":");
            add(value, to);
        }
    }

    private static void add(Utf8Buffer part, Utf8Buffer to) {
        to.add(part.array(), 0, part.length());
    }

    private void addMessage(String message, Utf8Buffer out) {
        add(head, out);
        out.add(nanos);
        add(middle, out);
        JsonLine.addContent(message, out);
        add(tail, out);
    }

    private void addMissing(Utf8Buffer out) {
        boolean comma = !object.isEmpty();
        for (String key : values.keySet()) {
            if (!object.has(key)) {
                add(key, comma, out);
                if (key.equals(TIMESTAMP)) {
                    out.add(nanos);
                }
                comma = true;
            }
        }
    }
}
