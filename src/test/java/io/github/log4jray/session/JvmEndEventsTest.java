package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JvmEndEventsTest {

    private static final long LONG_AGO = 1000;
    private static final long END = 2000;
    private static final long LATER = 3000;

    private long now = Long.MAX_VALUE;
    private final JvmEndEvents events = new JvmEndEvents(() -> now);

    private void pass(long nanos) {
        now += nanos;
    }

    @Test
    void areOverAfterAPauseSinceTheBeginOfTheEnd() {
        events.begin(END);

        pass(JvmEndEvents.QUIET_NANOS - 1);
        assertThat(events.areOver()).isFalse();
        pass(1);
        assertThat(events.areOver()).isTrue();
    }

    @Test
    void eventThatTakesLongerThanThePauseIsAwaitedAndSoIsThePauseAfterIt() {
        events.begin(END);
        events.enter(LATER);
        pass(10 * JvmEndEvents.QUIET_NANOS);
        assertThat(events.areOver()).as("within the appender").isFalse();

        events.leave(LATER);
        assertThat(events.areOver()).as("has just left").isFalse();
        pass(JvmEndEvents.QUIET_NANOS);
        assertThat(events.areOver()).isTrue();
    }

    @Test
    void eventsBeforeTheEndAreNoticedBehindAQueueAlone() {
        assertThat(events.areNoticed()).isFalse();
        events.behindQueue(true);
        assertThat(events.areNoticed()).isTrue();
        events.enter(LONG_AGO);
        events.begin(END);
        pass(10 * JvmEndEvents.QUIET_NANOS);
        assertThat(events.areOver()).isFalse();
    }

    @Test
    void olderEventsAreCountedWhileTheJvmEnds() {
        events.behindQueue(true);
        events.enter(LONG_AGO);
        events.leave(LONG_AGO);
        assertThat(events.older()).isZero();

        events.begin(END);
        events.enter(LATER);
        events.leave(LATER);
        assertThat(events.older()).isZero();
        events.enter(END);
        assertThat(events.older()).isPositive();
    }
}
