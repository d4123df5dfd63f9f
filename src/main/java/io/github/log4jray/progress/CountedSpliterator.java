package io.github.log4jray.progress;

import java.util.Comparator;
import java.util.Spliterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Counts an element when the stream has handled it. The end of the last part closes the bar. Each part is of one thread. */
final class CountedSpliterator<T> implements Spliterator<T> {

    private final Spliterator<T> source;
    private final ProgressBar bar;

    /** How many parts have not ended. */
    private final AtomicInteger parts;

    private boolean ended;

    private CountedSpliterator(Spliterator<T> source, ProgressBar bar, AtomicInteger parts) {
        this.source = source;
        this.bar = bar;
        this.parts = parts;
    }

    /**
     * @param source has the elements
     * @param bar is closed at their end
     */
    static <T> CountedSpliterator<T> of(Spliterator<T> source, ProgressBar bar) {
        return new CountedSpliterator<>(source, bar, new AtomicInteger(1));
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        boolean advanced = source.tryAdvance(counted(action));
        if (!advanced) {
            end();
        }
        return advanced;
    }

    @Override
    public void forEachRemaining(Consumer<? super T> action) {
        source.forEachRemaining(counted(action));
        end();
    }

    private Consumer<T> counted(Consumer<? super T> action) {
        return element -> {
            action.accept(element);
            bar.step();
        };
    }

    private void end() {
        if (!ended) {
            ended = true;
            if (parts.decrementAndGet() == 0) {
                bar.close();
            }
        }
    }

    @Override
    public Spliterator<T> trySplit() {
        Spliterator<T> part = source.trySplit();
        if (part == null) {
            return null;
        }
        parts.incrementAndGet();
        return new CountedSpliterator<>(part, bar, parts);
    }

    @Override
    public long estimateSize() {
        return source.estimateSize();
    }

    @Override
    public int characteristics() {
        return source.characteristics();
    }

    @Override
    public Comparator<? super T> getComparator() {
        return source.getComparator();
    }
}
