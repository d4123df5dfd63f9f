package io.github.log4jray.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.context.NodeIp;
import io.github.log4jray.settings.Environment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which states leave a process with bars. */
class ProgressBarTest {

    private volatile boolean takesLast = true;
    private final AtomicInteger refused = new AtomicInteger();
    private final List<ProgressState> sent = new CopyOnWriteArrayList<>();
    private final Runnable removal = ProgressSinks.add(this, (line, isLast) -> {
        if (isLast && !takesLast) {
            refused.incrementAndGet();
            return false;
        }
        return sent.add(ProgressState.parse(line));
    });

    @AfterEach
    void remove() {
        removal.run();
    }

    private ProgressState last() {
        return sent.get(sent.size() - 1);
    }

    @Test
    void firstAndLastStateLeaveAtOnce() {
        ProgressBar bar = ProgressBar.of("索引", 100, "rows");
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).x()).isEqualTo(0L);
        bar.step();
        bar.step(44);
        bar.close();

        assertThat(last().x()).isEqualTo(45L);
        assertThat(last().total()).isEqualTo(100L);
        assertThat(last().unit()).isEqualTo("rows");
        assertThat(last().desc()).isEqualTo("索引");
        assertThat(last().ip()).isEqualTo(NodeIp.find(Environment.process()));
        assertThat(last().pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(last().uuid()).matches("[0-9a-f]{32}").isEqualTo(sent.get(0).uuid());
        assertThat(last().closed()).isTrue();
    }

    @Test
    void changedStateLeavesWithoutAnotherCall() {
        try (ProgressBar bar = ProgressBar.of("a")) {
            bar.step();
            bar.setDescription("b");
            bar.setTotal(7);
            await().untilAsserted(() ->
                    assertThat(last().x() + last().desc() + last().total()).isEqualTo("1b7"));
        }
    }

    /** The limit for last states that wait is one for them alone. */
    @Test
    void lastStateWaitsAlsoWhileVeryManyBarsAreOpen() {
        List<ProgressBar> open =
                IntStream.range(0, 1_001).mapToObj(i -> ProgressBar.of("open")).toList();
        takesLast = false;
        ProgressBar.of("closed").close();
        takesLast = true;
        ProgressSinks.closeBars();

        assertThat(sent.stream().filter(ProgressState::closed).map(ProgressState::desc))
                .contains("closed")
                .hasSize(open.size() + 1);
    }

    @Test
    void negativeTotalIsUnknown() {
        ProgressBar bar = ProgressBar.of("a", -1, "rows");
        assertThat(last().total()).isNull();
        assertThat(last().unit()).isEqualTo("rows");
        bar.setTotal(5);
        bar.setTotal(-1);
        bar.close();
        assertThat(last().total()).isNull();
    }

    @Test
    void closedBarSendsNothingMore() {
        ProgressBar bar = ProgressBar.of("a", 1);
        bar.close();
        int states = sent.size();
        bar.step();
        bar.close();
        ProgressSinks.closeBars();

        assertThat(sent).hasSize(states);
    }

    @Test
    void lastStateIsOfferedUntilItIsTaken() {
        ProgressBar bar = ProgressBar.of("full", 10);
        takesLast = false;
        bar.step(3);
        bar.close();
        bar.step(4);
        assertThat(ProgressSinks.closeBars()).isFalse();
        int before = refused.get();
        await().until(() -> refused.get() > before);
        assertThat(last().closed()).isFalse();
        takesLast = true;

        await().until(() -> last().closed());
        assertThat(last().x()).isEqualTo(3L);
        assertThat(ProgressSinks.closeBars()).isTrue();
    }

    @Test
    void sinkThatFailsEndsNeitherTheWorkNorTheOtherSinks() {
        Runnable removeOther = ProgressSinks.add("fails", (line, isLast) -> {
            throw new IllegalStateException();
        });
        ProgressBar bar = ProgressBar.of("a", 1);
        assertThat(sent).hasSize(1);
        removeOther.run();
        bar.close();
        assertThat(last().closed()).isTrue();
    }

    @Test
    void sinkThatComesLaterLearnsOfTheBar() {
        List<ProgressState> later = new CopyOnWriteArrayList<>();
        try (ProgressBar bar = ProgressBar.of("a", 1)) {
            Runnable remove = ProgressSinks.add("later", (line, isLast) -> later.add(ProgressState.parse(line)));
            bar.setTotal(2);
            await().until(() -> !later.isEmpty());
            remove.run();
        }
    }

    @Test
    void unchangedStateIsRepeated() {
        List<String> repeated = new ArrayList<>();
        BarCounter counter = new BarCounter("10.0.0.1", "u", "a", 5L, "it", (line, isLast, taken) -> {
            if (!line.equals(taken.put(this, line))) {
                repeated.add(line);
            }
            return true;
        });
        for (int second = 0; second < 50; second++) {
            counter.sendChange(TimeUnit.SECONDS.toNanos(second));
        }
        assertThat(repeated).hasSize(3).containsOnly(repeated.get(0));
    }

    /** The thread that sends states has begun with an older bar. */
    @Test
    void barSendsAtMostOneStateASecondAndTheLastOneAtOnce() {
        List<String> lines = new ArrayList<>();
        BarCounter counter = new BarCounter("10.0.0.1", "u", "a", 5L, "it", (line, isLast, taken) -> {
            if (!line.equals(taken.put(this, line))) {
                lines.add(line);
            }
            return true;
        });
        long begin = System.nanoTime();
        for (long millis : new long[] {0, 170, 1170, 1900, 2170}) {
            counter.sendChange(begin + TimeUnit.MILLISECONDS.toNanos(millis));
            counter.step(1);
        }
        assertThat(lines.stream().map(ProgressState::parse).map(ProgressState::x))
                .containsExactly(0L, 2L, 4L);
        counter.close();
        assertThat(lines).hasSize(4);
    }

    @Test
    void endOfTheJvmClosesOpenBars() {
        ProgressBar bar = ProgressBar.of("open", 10);
        bar.step(3);
        ProgressSinks.closeBars();

        assertThat(last().x()).isEqualTo(3L);
        assertThat(last().closed()).isTrue();
        bar.close();
    }

    @Test
    void barThatItsUserHasLostIsClosed() {
        lose();
        await().untilAsserted(() -> {
            System.gc();
            assertThat(last().closed()).isTrue();
        });
        assertThat(last().x()).isEqualTo(2L);
    }

    private static void lose() {
        ProgressBar.of("lost").step(2);
    }

    @Test
    void openBarsHaveRowsOfTheirOwn() {
        try (ProgressBar first = ProgressBar.of("a");
                ProgressBar second = ProgressBar.of("b")) {
            first.step();
            second.step();
            assertThat(sent.get(1).pos()).isNotEqualTo(sent.get(0).pos());
        }
    }

    @Test
    void wrappedCollectionCountsWhatIsDone() {
        List<Integer> seen = new ArrayList<>();
        for (int element : ProgressBar.wrap(List.of(1, 2, 3))) {
            seen.add(element);
        }

        assertThat(seen).containsExactly(1, 2, 3);
        assertThat(last().x()).isEqualTo(3L);
        assertThat(last().total()).isEqualTo(3L);
        assertThat(last().closed()).isTrue();
    }

    @Test
    void elementIsCountedWhenItsWorkIsDone() {
        Iterator<String> elements = ProgressBar.wrap(List.of("a", "b").iterator());
        elements.next();
        elements.next();
        ProgressSinks.closeBars();

        assertThat(last().x()).isEqualTo(1L);
    }

    @Test
    void wrappedIteratorHasNoTotal() {
        Iterator<String> elements = ProgressBar.wrap(List.of("a", "b").iterator());
        elements.forEachRemaining(element -> {});

        assertThat(last().x()).isEqualTo(2L);
        assertThat(last().total()).isNull();
        assertThat(last().closed()).isTrue();
    }

    @Test
    void parallelStreamIsCountedWhole() {
        Set<Integer> seen = new HashSet<>(
                ProgressBar.wrap(IntStream.range(0, 10_000).boxed().parallel()).toList());

        assertThat(seen).hasSize(10_000);
        assertThat(last().x()).isEqualTo(10_000L);
        assertThat(last().total()).isEqualTo(10_000L);
        assertThat(last().closed()).isTrue();
    }

    @Test
    void closedStreamClosesTheBarOfElementsThatNobodyAskedFor() {
        try (Stream<Integer> endless = ProgressBar.wrap(Stream.iterate(0, i -> i + 1))) {
            assertThat(endless.limit(5).toList()).hasSize(5);
        }

        assertThat(last().x()).isEqualTo(5L);
        assertThat(last().total()).isNull();
        assertThat(last().closed()).isTrue();
    }
}
