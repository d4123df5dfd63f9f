package io.github.log4jray.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderBufferTest {

    private static final int LARGE = 100_000;
    private static final int THREADS = 30;

    /** Frames above the end of the stack: none of the methods needs so many. */
    private static final int FRAMES = 200;

    private int overflows;
    private int tried;
    private int lost;

    private static RenderBuffer filled(int size) {
        try (RenderBuffer buffer = RenderBuffer.take()) {
            buffer.text().append("x".repeat(size));
            buffer.bytes().add(buffer.text());
            buffer.endLine();
            return buffer;
        }
    }

    @Test
    void aThreadUsesOneBufferAgainAndFindsItEmpty() {
        RenderBuffer first = filled(10);
        try (RenderBuffer second = RenderBuffer.take()) {
            assertThat(second).isSameAs(first);
            assertThat(second.text()).isEmpty();
            assertThat(second.bytes().length()).isZero();
            assertThat(second.lines()).isZero();
        }
    }

    @Test
    void anEventWithinAnEventHasABufferOfItsOwn() {
        try (RenderBuffer outer = RenderBuffer.take()) {
            outer.text().append("outer");
            assertThat(filled(10)).isNotSameAs(outer);
            assertThat(outer.text().toString()).isEqualTo("outer");
        }
    }

    @Test
    void releasesWhatOneHugeEventHasMadeLarge() {
        RenderBuffer buffer = filled(LARGE);
        assertThat(buffer.text().capacity()).isLessThan(LARGE);
        assertThat(buffer.bytes().array().length).isLessThan(LARGE);
    }

    @Test
    void withoutThreadLocalsAThreadUsesOneBufferAgainAndFindsItEmpty() {
        RenderBuffer first;
        try (RenderBuffer buffer = RenderBuffer.take(false)) {
            first = buffer;
            buffer.text().append("x");
            buffer.bytes().add("x");
            buffer.endLine();
        }
        try (RenderBuffer second = RenderBuffer.take(false);
                RenderBuffer within = RenderBuffer.take(false)) {
            assertThat(second).isSameAs(first).isNotSameAs(within);
            assertThat(second.text()).isEmpty();
            assertThat(second.bytes().length()).isZero();
            assertThat(second.lines()).isZero();
        }
    }

    /** More threads than there are shared buffers, so that some share one. */
    @Test
    void withoutThreadLocalsNoTwoThreadsHaveOneBufferAtATime() throws InterruptedException {
        Set<RenderBuffer> inUse = ConcurrentHashMap.newKeySet();
        AtomicInteger clashes = new AtomicInteger();
        List<Thread> threads = IntStream.range(0, 4 * THREADS)
                .mapToObj(i -> new Thread(() -> {
                    for (int event = 0; event < 1000; event++) {
                        try (RenderBuffer buffer = RenderBuffer.take(false)) {
                            clashes.addAndGet(inUse.add(buffer) ? 0 : 1);
                            inUse.remove(buffer);
                        }
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(clashes).hasValue(0);
    }

    /** An Error may keep close() from its first step. */
    @Test
    void bufferThatStaysTakenIsReplacedForGood() {
        RenderBuffer.take();
        RenderBuffer next = filled(10);
        assertThat(filled(10)).isSameAs(next);
    }

    @Test
    void sharedBufferThatStaysTakenIsReplacedForGood() {
        RenderBuffer.take(false);
        RenderBuffer next;
        try (RenderBuffer buffer = RenderBuffer.take(false)) {
            next = buffer;
        }
        try (RenderBuffer buffer = RenderBuffer.take(false)) {
            assertThat(buffer).isSameAs(next);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachLayoutFindsInTheNextEventWhatItHasKept(boolean threadLocals) {
        RenderBuffer.CacheKey<StringBuilder> one = new RenderBuffer.CacheKey<>(StringBuilder::new);
        RenderBuffer.CacheKey<StringBuilder> another = new RenderBuffer.CacheKey<>(StringBuilder::new);
        for (int event = 0; event < 3; event++) {
            try (RenderBuffer buffer = RenderBuffer.take(threadLocals)) {
                buffer.cache(one).append('1');
                buffer.cache(one).append('1');
                buffer.cache(another).append('2');
            }
        }
        try (RenderBuffer buffer = RenderBuffer.take(threadLocals)) {
            assertThat(buffer.cache(one)).hasToString("111111");
            assertThat(buffer.cache(another)).hasToString("222");
        }
    }

    /** The stack ends at each place of each method. */
    @Test
    void afterAnyErrorAThreadUsesOneBufferAgain() throws InterruptedException {
        filled(LARGE);
        for (int i = 0; i < THREADS; i++) {
            int height = i;
            Thread thread =
                    new Thread(null, () -> takeAtTheEndOfTheStack(height), "deep", 160 * 1024 + 4096L * (i % 16));
            thread.start();
            thread.join();
        }
        assertThat(overflows).isGreaterThan(THREADS);
        assertThat(lost).isZero();
    }

    private void takeAtTheEndOfTheStack(int height) {
        from(height);
        RenderBuffer next = filled(1);
        lost += filled(1) == next ? 0 : 1;
    }

    /** Shifts the frames against the end of the stack. */
    private void from(int height) {
        if (height > 0) {
            from(height - 1);
        } else {
            descend();
        }
    }

    private void descend() {
        try {
            descend();
        } catch (StackOverflowError e) {
            overflows++;
            tried = 0;
        }
        if (tried++ > FRAMES) {
            return;
        }
        try {
            filled(LARGE);
        } catch (StackOverflowError e) {
            overflows++;
        }
    }
}
