package io.github.log4jray.redis;

import io.github.log4jray.display.Display;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.settings.UninterruptedWait;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Feeds the display from a stream of a Redis, and knows which entries it has handled, so that they can be removed from the
 * stream. The reading thread uses it; the printing thread calls {@link #handled} and {@link #roomAgain} only.
 */
final class StreamFeed implements Display.Source {

    /**
     * What the stream holds until it is handled: an entry, or the record of dropped ones.
     *
     * @param id of the entry; null for a record
     * @param size of its batch, as the scripts count it; -1 for none
     * @param sender of the batch, or of the dropped ones; null for none
     * @param position of the batch; null for none
     * @param record of the dropped ones, as the stream has it; null for an entry
     */
    record Item(String id, long size, String sender, StreamPositions.Position position, String record) {}

    /** Nothing tells that a worker is gone. Bars repeat their states three times in this time. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    private record Offered(Item item, long number) {}

    private final Display display;
    private final Semaphore news = new Semaphore(0);
    private final Deque<Offered> unremoved = new ArrayDeque<>();
    private final Set<String> ids = new HashSet<>();
    private final Map<String, String> records = new HashMap<>();
    private final AtomicBoolean room = new AtomicBoolean();
    private long offered;
    private volatile long handled;

    /** @param display shows the batches */
    StreamFeed(Display display) {
        this.display = display;
    }

    /**
     * @param batch for the display; null for one that needs no printing
     * @return false where the display has no room
     */
    boolean offer(Batch batch) {
        if (display.offer(batch, this, offered + 1)) {
            offered++;
            return true;
        }
        return false;
    }

    /** @param item was offered to the display with its last batch */
    void add(Item item) {
        unremoved.add(new Offered(item, offered));
        if (item.id == null) {
            records.put(item.sender, item.record);
        } else {
            ids.add(item.id);
        }
    }

    /** @return whether this entry was offered and is not removed yet */
    boolean has(String id) {
        return ids.contains(id);
    }

    /** @return whether this record of dropped batches was offered and is not removed yet */
    boolean hasRecord(String sender, String record) {
        return record.equals(records.get(sender));
    }

    /** @return the items that the display has handled, the oldest first */
    List<Item> handledItems() {
        List<Item> items = new ArrayList<>();
        long last = handled;
        for (Offered each : unremoved) {
            if (each.number > last) {
                break;
            }
            items.add(each.item);
        }
        return items;
    }

    /** @param items were removed from the stream: the result of {@link #handledItems} */
    void removed(List<Item> items) {
        for (Item item : items) {
            unremoved.removeFirst();
            if (item.id == null) {
                records.remove(item.sender, item.record);
            } else {
                ids.remove(item.id);
            }
        }
    }

    /** @return whether all items were handled and removed */
    boolean isEmpty() {
        return unremoved.isEmpty();
    }

    /** @return whether the display has handled everything that was offered */
    boolean isHandled() {
        return handled == offered;
    }

    /** @return whether the display has handled an item that is not removed yet */
    boolean hasHandledItem() {
        Offered first = unremoved.peekFirst();
        return first != null && first.number <= handled;
    }

    /** @return whether the display has said since the last call that a rejected batch can be offered again */
    boolean takeRoom() {
        return room.getAndSet(false);
    }

    /**
     * Waits for a change of the display.
     *
     * @param timeout the longest wait
     * @param enough ends the wait
     */
    void await(Duration timeout, BooleanSupplier enough) {
        UninterruptedWait.until(timeout, enough, nanos -> {
            news.tryAcquire(nanos, TimeUnit.NANOSECONDS);
            news.drainPermits();
        });
    }

    @Override
    public void handled(long number) {
        handled = number;
        news.release();
    }

    @Override
    public void roomAgain() {
        room.set(true);
        news.release();
    }

    @Override
    public boolean mayLive(long silent) {
        return silent < LONGEST_SILENCE.toNanos();
    }
}
