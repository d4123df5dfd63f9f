package io.github.log4jray.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JvmStateTest {

    private static final String KEY = "test.state";

    @AfterEach
    void forget() {
        JvmState.release(KEY);
    }

    @Test
    void factIsFoundOnce() {
        assertThat(JvmState.get(KEY)).isNull();

        assertThat(JvmState.once(KEY, () -> "first")).isEqualTo("first");
        assertThat(JvmState.once(KEY, () -> "second")).isEqualTo("first");
        assertThat(JvmState.get(KEY)).isEqualTo("first");

        JvmState.put(KEY, "third");
        assertThat(JvmState.get(KEY)).isEqualTo("third");
    }

    @Test
    void factThatWasNotFoundIsLookedForAgain() {
        assertThat(JvmState.once(KEY, () -> null)).isNull();
        assertThatThrownBy(() -> JvmState.once(KEY, () -> {
                    throw new IllegalStateException("no fact");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(JvmState.once(KEY, () -> "found")).isEqualTo("found");
    }

    @Test
    void oneOfManyThreadsFindsIt() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Callable<String> finder = () -> JvmState.once(KEY, () -> "run " + runs.incrementAndGet());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<String> found :
                    threads.invokeAll(Stream.generate(() -> finder).limit(40).toList())) {
                assertThat(found.get()).isEqualTo("run 1");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void claimIsHeldUntilItIsReleased() {
        assertThat(List.of(JvmState.claim(KEY), JvmState.claim(KEY))).containsExactly(true, false);
        JvmState.release(KEY);
        assertThat(JvmState.claim(KEY)).isTrue();
    }

    @Test
    void factIsNoSystemPropertyAndSurvivesTheirRestoration() throws Exception {
        Properties before = System.getProperties();
        try (OtherLoader loader = new OtherLoader()) {
            JvmState.once(KEY, () -> "found");
            assertThat(before.stringPropertyNames()).noneMatch(name -> name.contains(KEY));
            System.setProperties(new Properties());

            Class<?> other = loader.loadClass(JvmState.class.getName());
            assertThat(other.getMethod("get", String.class).invoke(null, KEY)).isEqualTo("found");
            assertThat(JvmState.get(KEY)).isEqualTo("found");
        } finally {
            System.setProperties(before);
        }
    }

    @Test
    void claimHoldsInEveryClassLoader() throws Exception {
        try (OtherLoader loader = new OtherLoader()) {
            Class<?> other = loader.loadClass(JvmState.class.getName());
            assertThat(other).isNotSameAs(JvmState.class);

            assertThat(JvmState.claim(KEY)).isTrue();
            assertThat(other.getMethod("claim", String.class).invoke(null, KEY)).isEqualTo(false);
        }
    }
}
