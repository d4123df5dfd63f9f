package io.github.log4jray.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

/** A client of the log channel, and a GCS that does not do what it should. */
class OddGcsTest extends WithFakeGcs {

    @Test
    void stopAsksOnceMoreWhoseLinesAreThatWait() throws Exception {
        FakeGcs gcs = gcsOfTwoJobs();
        GcsLogChannel channel = follow(gcs);
        gcs.publish(batch("45", "", "one"));
        // By then it is asked each 2 s.
        await().until(() -> gcs.tablesAsked() >= 4);
        gcs.task(OWN, "a", 45);
        channel.stop(Patience.LONG);
        assertThat(taken).containsExactly("one");
    }

    @Test
    void tableThatIsMissingHoldsUpNoLinesWhoseJobIsKnown() throws Exception {
        FakeGcs gcs = gcs();
        gcs.doesNotKnow("/GetAllJobInfo");
        try (StatusMessages messages = StatusMessages.listen()) {
            follow(gcs);
            gcs.publish(batch("45", "", "whose"), batch("46", OWN, "one"));
            await().until(() -> gcs.tablesRefused() >= 3);
            gcs.publish(batch("46", OWN, "two"));
            awaitLines("one", "two");
            assertThat(messages.containing(Level.WARN, "does not tell their job"))
                    .hasSize(1);
        }
    }

    @Test
    void gcsThatRefusesIsOneErrorAndAStopDoesNotWaitForTheNextAttempt() throws Exception {
        FakeGcs gcs = gcs();
        gcs.require("a token that this process does not have");
        try (StatusMessages messages = StatusMessages.listen()) {
            GcsLogChannel channel = start(channel(gcs.address(), this::take));
            channel.setJob(OWN);
            await().until(() -> !messages.containing(Level.ERROR, LABEL).isEmpty());
            long since = System.nanoTime();
            channel.stop(Patience.LONG);
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(20));
            assertThat(messages.containing(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains(gcs.address().toString(), "UNAUTHENTICATED", "again every 30 s");
        }
    }

    @Test
    void gcsWhoseAnswersAreNonsenseIsAskedLessAndLessOften() throws Exception {
        FakeGcs gcs = gcs();
        gcs.answerPolls(new byte[] {0x0b});
        try (StatusMessages messages = StatusMessages.listen()) {
            long since = System.nanoTime();
            start(channel(gcs.address(), batch -> {})).setJob(OWN);
            await().until(() -> gcs.polls() >= 6);
            // five pauses, from 50 ms to 800 ms at the least
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isGreaterThan(Duration.ofSeconds(1));
            assertThat(messages.containing(Level.WARN, "no connection")).hasSize(1);
            assertThat(messages.containing(Level.WARN, "connected with")).hasSize(1);
        }
    }

    @Test
    void messageThatHasNoNumberIsNotAskedForWithoutAPause() throws Exception {
        FakeGcs gcs = gcs();
        gcs.answerPolls(new WireMessage()
                .bytes(1, new byte[] {0x0b})
                .bytes(2, new byte[28])
                .toBytes());
        long since = System.nanoTime();
        start(channel(gcs.address(), batch -> {})).setJob(OWN);
        await().until(() -> gcs.polls() >= 6);
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isGreaterThan(Duration.ofSeconds(1));
    }

    /** As one does that was not asked for long, while the display took nothing. */
    @Test
    void subscriptionThatTheGcsHasForgottenIsMadeAgain() throws Exception {
        FakeGcs gcs = gcs();
        CountDownLatch given = new CountDownLatch(1);
        CountDownLatch room = new CountDownLatch(1);
        Consumer<Batch> sink = slow(given, room, this::take);
        follow(
                gcs,
                new GcsLogChannel(
                        LABEL,
                        gcs.address(),
                        () -> false,
                        sink,
                        new GcsLogChannel.Times(Duration.ofMillis(500), Patience.LONG, Duration.ofMillis(20)),
                        Environment.of(Map.of(), Map.of())));
        gcs.publish(batch("45", OWN, "one"));
        given.await();
        gcs.forgetSubscribers();
        room.countDown();
        awaitSubscription(gcs);
        gcs.publish(batch("45", OWN, "two"));
        awaitLines("one", "two");
    }

    @Test
    void proxyIsForOthers() throws Exception {
        FakeGcs gcs = outwardGcs();
        System.setProperty("https.proxyHost", "127.0.0.1");
        System.setProperty("https.proxyPort", "1");
        try {
            follow(gcs);
        } finally {
            System.clearProperty("https.proxyHost");
            System.clearProperty("https.proxyPort");
        }
    }
}
