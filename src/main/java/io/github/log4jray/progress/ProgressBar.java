package io.github.log4jray.progress;

import io.github.log4jray.context.NodeIp;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.settings.BackgroundThread;
import io.github.log4jray.settings.Environment;
import java.lang.ref.Cleaner;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.logging.log4j.LogManager;

/**
 * Shows the progress of some work of this process on the driver, as Ray's {@code tqdm_ray} does for Python.
 *
 * <pre>{@code
 * try (ProgressBar bar = ProgressBar.of("indexing", files.size())) {
 *     for (Path file : files) {
 *         index(file);
 *         bar.step();
 *     }
 * }
 *
 * for (Path file : ProgressBar.wrap(files)) {
 *     index(file);
 * }
 * }</pre>
 *
 * <p>The state leaves at the beginning, at most once a second while it changes, and at the end. It takes the way of the
 * process's lines to the driver, in the form of {@code tqdm_ray}. {@link #step()} only counts, so it suits the tightest
 * loop. A bar that is not closed ends with its process, or when the garbage collector finds it. With {@code
 * RAY_PROGRESS_BARS=0} no state leaves. Thread-safe.
 */
public final class ProgressBar implements AutoCloseable {

    private static final Cleaner CLEANER = Cleaner.create(BackgroundThread.factory("log4jray-progress-cleaner"));
    private static final int ID_BYTES = 16;
    private static final String DEFAULT_UNIT = "it";
    private static final long UNKNOWN = -1;

    private final BarCounter counter;
    private final Cleaner.Cleanable cleanable;

    private ProgressBar(BarCounter counter) {
        this.counter = counter;
        this.cleanable = CLEANER.register(this, counter);
    }

    /**
     * Begins a bar.
     *
     * @param description of the work; may be empty
     * @param total number of steps; a negative one is unknown
     * @param unit of a step, for example {@code rows}; {@code it} is the default, as in tqdm
     * @return the bar
     */
    public static ProgressBar of(String description, long total, String unit) {
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(unit, "unit");
        // Starts Log4j, whose appenders are the ways to the driver.
        LogManager.getContext(false);
        Environment environment = Environment.process();
        BarCounter counter = new BarCounter(
                NodeIp.find(environment),
                ProcessIds.randomHex(ID_BYTES),
                description,
                known(total),
                unit,
                ProgressSinks::send);
        if (environment.isOn("RAY_PROGRESS_BARS", true)) {
            OpenBars.add(counter);
        }
        return new ProgressBar(counter);
    }

    /**
     * Begins a bar.
     *
     * @param description of the work; may be empty
     * @param total number of steps; a negative one is unknown
     * @return the bar
     */
    public static ProgressBar of(String description, long total) {
        return of(description, total, DEFAULT_UNIT);
    }

    /**
     * Begins a bar that does not know its total.
     *
     * @param description of the work; may be empty
     * @return the bar
     */
    public static ProgressBar of(String description) {
        return of(description, UNKNOWN);
    }

    private static Long known(long total) {
        return total < 0 ? null : Long.valueOf(total);
    }

    /** One more step is done. */
    public void step() {
        counter.step(1);
    }

    /** @param n how many more steps are done; a negative number takes steps back */
    public void step(long n) {
        counter.step(n);
    }

    /** @param description of the work, from now on */
    public void setDescription(String description) {
        counter.describe(Objects.requireNonNull(description, "description"));
    }

    /** @param total number of steps, from now on; a negative one is unknown */
    public void setTotal(long total) {
        counter.expect(known(total));
    }

    /** Sends the last state. Later calls do nothing. */
    @Override
    public void close() {
        cleanable.clean();
    }

    /**
     * @param <T> the type of the elements
     * @param elements each traversal has a bar of its own; a {@link Collection} knows its total
     * @return the same elements, which are counted while they are traversed
     */
    public static <T> Iterable<T> wrap(Iterable<T> elements) {
        Objects.requireNonNull(elements, "elements");
        return () -> new CountedIterator<>(
                elements.iterator(), elements instanceof Collection<?> collection ? of("", collection.size()) : of(""));
    }

    /**
     * @param <T> the type of the elements
     * @param elements without a total
     * @return the same elements, which are counted; their end closes the bar
     */
    public static <T> Iterator<T> wrap(Iterator<T> elements) {
        return new CountedIterator<>(Objects.requireNonNull(elements, "elements"), of(""));
    }

    /**
     * @param <T> the type of the elements
     * @param elements sequential or parallel; one that knows its size knows its total
     * @return the same elements, which are counted as they pass; their end, or {@link Stream#close}, closes the bar
     */
    public static <T> Stream<T> wrap(Stream<T> elements) {
        boolean parallel = elements.isParallel();
        Spliterator<T> source = elements.spliterator();
        long size = source.getExactSizeIfKnown();
        ProgressBar bar = of("", size);
        return StreamSupport.stream(CountedSpliterator.of(source, bar), parallel)
                .onClose(bar::close)
                .onClose(elements::close);
    }
}
