package io.github.log4jray.redis;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.receiver.DriverJobs;
import io.github.log4jray.redis.StreamFeed.Item;
import io.github.log4jray.redis.StreamPositions.Position;
import io.github.log4jray.redis.StreamReader.Dropped;
import io.github.log4jray.settings.Plural;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Decides what of a stream is shown: each batch once, and the number of lines that are missing before it. For one thread.
 */
final class StreamDisplay {

    /** Waits until the display has room for a batch. */
    interface Offer {
        /**
         * @param batch for the display; null for one that needs no printing
         * @throws IOException if it is given up, and stays in the stream
         */
        void show(Batch batch) throws IOException;
    }

    private final DriverJobs jobs;
    private final StreamFeed feed;
    private final StreamPositions positions;
    private final StreamDiagnostics diagnostics;

    /**
     * @param jobs of the driver; batches of other jobs are not shown
     * @param feed remembers what is on the display
     * @param positions up to where senders were shown
     * @param diagnostics counts what can't be shown
     */
    StreamDisplay(DriverJobs jobs, StreamFeed feed, StreamPositions positions, StreamDiagnostics diagnostics) {
        this.jobs = jobs;
        this.feed = feed;
        this.positions = positions;
        this.diagnostics = diagnostics;
    }

    /** Shows how many lines were dropped unread, unless that was shown before. */
    void show(Dropped dropped, Offer offer) throws IOException {
        String sender = dropped.sender();
        if (feed.hasRecord(sender, dropped.record())) {
            return;
        }
        List<Batch> shown = new ArrayList<>();
        Position position = null;
        if (sender.isEmpty()) {
            diagnostics.droppedUnread(dropped.record() + " batches");
        } else {
            int end = dropped.record().lastIndexOf(' ');
            position = end < 0 ? null : Position.parse(dropped.record().substring(0, end));
            if (position != null && !positions.isRepeat(sender, position.seq())) {
                long known = StreamEntry.number(dropped.record().substring(end + 1));
                addLoss(shown, dropped.origin(), null, positions.missing(sender, position.lines(), Math.max(0, known)));
            }
        }
        show(shown, new Item(null, -1, sender, position, dropped.record()), null, offer);
    }

    /**
     * Shows an entry and the number of lines that are missing before it, unless they were shown before.
     *
     * @param entry of the stream
     * @param origins gives a batch without lines of a sender, or null
     * @param offer takes the batches
     */
    void show(StreamEntry entry, Function<String, byte[]> origins, Offer offer) throws IOException {
        if (feed.has(entry.id())) {
            return;
        }
        List<Batch> shown = new ArrayList<>();
        String sender = entry.sender();
        Position position = sender == null ? null : new Position(entry.seq(), entry.before() + entry.lines());
        if (entry.batch() != null && (sender == null || !positions.isRepeat(sender, entry.seq()))) {
            addShown(shown, entry, origins);
        } else {
            position = null;
        }
        Position lossBefore = new Position(entry.seq() - 1, entry.before());
        show(shown, new Item(entry.id(), entry.countedSize(), sender, position, null), lossBefore, offer);
    }

    private void addShown(List<Batch> shown, StreamEntry entry, Function<String, byte[]> origins) {
        Batch batch = StreamDiagnostics.read(entry.batch());
        if (batch == null) {
            diagnostics.malformed();
        } else if (!jobs.include(batch)) {
            diagnostics.ofAnotherJob(batch);
            return;
        }
        if (entry.isCounted()) {
            long end = entry.before() + (batch == null || batch.dropped() == 0 ? 0 : entry.lines());
            long missing = positions.missing(entry.sender(), end, entry.shown());
            if (batch != null && batch.dropped() > 0) {
                batch = missing == 0 ? null : withLoss(batch, missing, batch.file());
            } else if (missing > 0) {
                addLoss(shown, origins.apply(entry.sender()), batch, missing);
            }
        }
        if (batch != null) {
            shown.add(batch);
        }
    }

    private void addLoss(List<Batch> shown, byte[] origin, Batch next, long lines) {
        Batch batch = origin == null ? null : StreamDiagnostics.read(origin);
        Batch whose = batch == null ? next : batch;
        if (lines > 0 && whose == null) {
            diagnostics.droppedUnread(Plural.of(lines, "line"));
        } else if (lines > 0 && jobs.include(whose)) {
            shown.add(withLoss(whose, lines, whose.file()));
        }
    }

    private static Batch withLoss(Batch batch, long lines, String file) {
        return new Batch(
                batch.ip(),
                batch.pid(),
                batch.job(),
                true,
                List.of(),
                batch.actorName(),
                batch.taskName(),
                lines,
                file);
    }

    /**
     * If the batch after a loss is not taken, its entry is shown again, and the loss is not.
     *
     * @param lossBefore up to where the sender is accounted for once the loss before the batch is taken
     */
    private void show(List<Batch> shown, Item item, Position lossBefore, Offer offer) throws IOException {
        if (shown.isEmpty()) {
            offer.show(null);
        }
        for (Batch batch : shown) {
            offer.show(batch);
            if (batch != shown.get(shown.size() - 1)) {
                positions.put(item.sender(), lossBefore);
            }
        }
        feed.add(item);
        if (item.position() != null) {
            positions.put(item.sender(), item.position());
        }
    }
}
