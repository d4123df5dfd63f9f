package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** How long a thread of the application waits for published drivers that may be alive. */
class SilentDriversTest {

    private static final Duration FOR_A_REFUSAL = Duration.ofMillis(50);

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1);
    private final List<Integer> waits = new ArrayList<>();

    private static DriverEndpoint driver(int job, String host) {
        return new DriverEndpoint("a".repeat(32), "%02x000000".formatted(job), "tcp://" + host + ":4560", "token", 0);
    }

    /** A driver that is silent takes all the time that it is given. */
    private boolean isSilent(int timeoutMillis) {
        waits.add(timeoutMillis);
        nanoTime.addAndGet(TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
        return false;
    }

    private boolean refuses(int timeoutMillis) {
        waits.add(timeoutMillis);
        nanoTime.addAndGet(FOR_A_REFUSAL.toNanos());
        return false;
    }

    /** Only the last driver is alive. */
    private List<DriverEndpoint> answering(IntPredicate others, DriverEndpoint... published) {
        DriverEndpoint alive = published[published.length - 1];
        return DriverEndpoint.answering(
                List.of(published), (driver, timeout) -> driver == alive || others.test(timeout), nanoTime::get);
    }

    @Test
    void allSilentDriversOfOtherHostsTogetherHave200Milliseconds() {
        assertThat(answering(
                        this::isSilent,
                        driver(1, "192.0.2.1"),
                        driver(2, "192.0.2.2"),
                        driver(3, "192.0.2.3"),
                        driver(4, "192.0.2.4")))
                .isEmpty();

        assertThat(waits).containsExactly(200);
    }

    @Test
    void driverHasTheTimeThatTheOthersHaveLeft() {
        DriverEndpoint alive = driver(3, "192.0.2.3");

        assertThat(answering(this::refuses, driver(1, "192.0.2.1"), driver(2, "192.0.2.2"), alive))
                .containsExactly(alive);

        assertThat(waits).containsExactly(200, 150);
    }

    /** They answer or refuse at once, unless the machine is busy. */
    @Test
    void driversOfThisHostHaveTheirOwnTime() {
        DriverEndpoint alive = driver(3, "127.0.0.1");

        assertThat(answering(this::isSilent, driver(1, "192.0.2.1"), driver(2, "127.0.0.1"), alive))
                .containsExactly(alive);

        assertThat(waits).containsExactly(200, 200);
    }
}
