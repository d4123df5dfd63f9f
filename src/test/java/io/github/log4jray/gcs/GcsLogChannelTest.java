package io.github.log4jray.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.gcs.FakeGcs.Version;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client of the log channel, and a GCS that speaks as one of Ray does. */
class GcsLogChannelTest extends WithFakeGcs {

    /** The last one is made up: its service and channel are the newest ones known. */
    @ParameterizedTest
    @CsvSource({
        "2.39.0, InternalPubSubGcsService, 8, 13, 16",
        "2.50.0, InternalPubSubGcsService, 8, 12, 14",
        "2.52.1, InternalPubSubGcsService, 8, 12, 15",
        "2.56.0, ObservabilityPubSubService, 8, 12, 15",
        "2.60.0, ObservabilityPubSubService, 7, 11, 14",
        "7.0.0, ObservabilityPubSubService, 7, 40, 41"
    })
    void linesOfItsJobComeOnceAndInOrder(String version, String service, int channel, int batch, int sequence)
            throws Exception {
        FakeGcs gcs = gcs(new Version(version, "ray.rpc." + service, channel, batch, sequence));
        follow(gcs);
        for (int i = 0; i < 1000; i++) {
            gcs.publish(batch("45", OWN, "line " + i), batch("46", OTHER, "of another job"));
        }
        awaitLines(IntStream.range(0, 1000).mapToObj(i -> "line " + i).toArray(String[]::new));
    }

    @Test
    void nothingIsMissedBetweenTheSubscriptionAndTheJobThatBecomesKnown() throws Exception {
        FakeGcs gcs = gcs();
        GcsLogChannel channel = start(channel(gcs.address(), this::take));
        awaitSubscription(gcs);
        gcs.publish(batch("45", OWN, "one"), batch("45", OTHER, "two"));
        channel.setJob(OWN);
        awaitLines("one");
    }

    @Test
    void everyJobIsShownWhereThereIsNone() throws Exception {
        FakeGcs gcs = gcs();
        follow(gcs).setJob("");
        gcs.publish(batch("45", OWN, "one"), batch("45", OTHER, "two"), batch("47", null, "three"));
        awaitLines("one", "two", "three");
    }

    @Test
    void gcsThatBeginsAnewIsSubscribedToAgain() throws Exception {
        FakeGcs gcs = gcs();
        try (StatusMessages messages = StatusMessages.listen()) {
            follow(gcs);
            gcs.publish(batch("45", OWN, "one"), batch("45", OWN, "two"), batch("45", OWN, "three"));
            awaitLines("one", "two", "three");
            gcs.beginAnew();
            awaitSubscription(gcs);
            gcs.publish(batch("45", OWN, "four"));
            awaitLines("one", "two", "three", "four");
            assertThat(messages.containing(Level.WARN)).isEmpty();
        }
    }

    @Test
    void gcsThatIsAwayIsOneWarningAndIsFollowedAgain() throws Exception {
        FakeGcs gcs = gcs();
        try (StatusMessages messages = StatusMessages.listen()) {
            follow(gcs);
            gcs.publish(batch("45", OWN, "one"));
            awaitLines("one");
            gcs.kill();
            await().until(() -> messages.containing(Level.WARN, "no connection").size() == 1);
            gcs.endConnections(3);
            gcs.startAgain();
            awaitSubscription(gcs);
            gcs.publish(batch("45", OWN, "two"));
            awaitLines("one", "two");
            assertThat(messages.containing(Level.WARN))
                    .hasSize(2)
                    .allMatch(message -> message.contains(gcs.address().toString()))
                    .anyMatch(message -> message.contains("connected with the GCS"));
        }
    }

    @Test
    void whatASlowPollerGetsMayBeLarge() throws Exception {
        FakeGcs gcs = gcs();
        CountDownLatch given = new CountDownLatch(1);
        CountDownLatch room = new CountDownLatch(1);
        long[] characters = {0};
        Consumer<Batch> sink = slow(given, room, batch -> {
            batch.lines().forEach(line -> characters[0] += line.length());
            if (batch.lines().get(0).equals("last")) {
                taken.add("last");
            }
        });
        follow(gcs, channel(gcs.address(), sink));
        gcs.publish(batch("45", OWN, "first"));
        given.await();
        String line = "x".repeat(1000);
        for (int i = 0; i < 40_000; i++) {
            gcs.publish(batch("45", OWN, line));
        }
        gcs.publish(batch("45", OWN, "last"));
        assertThat(gcs.polls()).as("while there is no room nothing is fetched").isEqualTo(1);
        room.countDown();
        awaitLines("last");
        assertThat(characters[0]).isEqualTo(40_000L * 1000 + 9);
    }

    @Test
    void whatHasArrivedIsTakenAtTheStop() throws Exception {
        FakeGcs gcs = gcs();
        GcsLogChannel channel = follow(gcs, channel(gcs.address(), this::take, GcsLogChannel.Times.DEFAULT));
        for (int i = 0; i < 500; i++) {
            gcs.publish(batch("45", OWN, "line " + i));
        }
        channel.stop(Patience.LONG);
        assertThat(taken).hasSize(500);
    }

    @Test
    void stopWaitsForNothingWhereThereIsNoGcs() {
        GcsLogChannel channel = start(channel(new GcsAddress("127.0.0.1", 1), batch -> {}));
        channel.setJob(OWN);
        long since = System.nanoTime();
        channel.stop(Patience.LONG);
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Patience.LONG);
    }

    @Test
    void whatCanNotBeReadIsCountedAndSkipped() throws Exception {
        FakeGcs gcs = gcs();
        try (StatusMessages messages = StatusMessages.listen()) {
            GcsLogChannel channel = follow(gcs);
            gcs.publish(new byte[] {0x2a, 0x7f});
            gcs.publish(batch("45", OWN, "one"));
            gcs.publish(new byte[] {0x2b});
            gcs.publish(batch("45", OWN, "two"));
            awaitLines("one", "two");
            assertThat(channel.malformed()).isEqualTo(2);
            assertThat(messages.containing(Level.WARN, "invalid message of the GCS"))
                    .hasSize(1);
        }
    }

    /** The address is one of those that documentation may use: nobody answers. */
    @Test
    void clearTextToAnotherHostIsOneWarning() {
        GcsAddress address = new GcsAddress("203.0.113.7", 6379);
        try (StatusMessages messages = StatusMessages.listen()) {
            for (int i = 0; i < 2; i++) {
                // Nobody waits for its end: the network may swallow what is sent to that address.
                GcsLogChannel channel = channel(address, batch -> {});
                channel.start();
                await().until(() ->
                        !messages.containing(Level.WARN, "clear text").isEmpty());
                channel.stop(Duration.ofMillis(100));
            }
            assertThat(messages.containing(Level.WARN, "clear text"))
                    .singleElement()
                    .asString()
                    .contains(LABEL + ": lines of workers travel in clear text", address.toString());
        }
    }

    @Test
    void clearTextThatStaysOnThisHostIsNoWarning() throws Exception {
        FakeGcs gcs = outwardGcs();
        try (StatusMessages messages = StatusMessages.listen()) {
            follow(gcs);
            gcs.publish(batch("45", OWN, "one"));
            awaitLines("one");
            assertThat(messages.containing(Level.WARN)).isEmpty();
        }
    }

    @Test
    void linesWithoutAJobAreTheOnlyJobsWhereOthersAreOverOrRaysOwn() throws Exception {
        FakeGcs gcs = gcs();
        long now = System.currentTimeMillis();
        gcs.job(OWN, false, 0, "mine");
        gcs.job(OTHER, true, now - 600_000, "");
        gcs.job("03000000", false, 0, "_ray_internal_dashboard");
        follow(gcs);
        gcs.publish(batch("45", "", "one"), batch("46", null, "two"), batch("raylet", "", "three"));
        await().until(() -> taken.size() == 3);
        gcs.publish(batch("45", "", "four"));
        await().until(() -> taken.size() == 4);
        assertThat(taken).containsSubsequence("one", "four").containsSubsequence("one", "two");
        assertThat(gcs.tablesAsked()).as("what is known is not asked again").isLessThanOrEqualTo(2);
    }

    @Test
    void linesWithoutAJobAreAttributedByIpAndPidWhereOtherJobsRun() throws Exception {
        FakeGcs gcs = gcsOfTwoJobs();
        gcs.node("b", "10.0.0.6");
        gcs.task(OTHER, "a", 45);
        gcs.task(OWN, "a", 45);
        gcs.task(OTHER, "a", 46);
        gcs.task(OWN, "b", 46);
        gcs.actor(OWN, "10.0.0.5", 47);
        gcs.actor(OTHER, "10.0.0.5", 48);
        follow(gcs);
        gcs.publish(
                batch("45", "", "its pid was another's"),
                batch("46", "", "of another host"),
                batch("47", "", "of an actor"),
                batch("48", "", "of another actor"),
                batch("raylet", "", "of the node"));
        await().until(() -> taken.size() == 3);
        assertThat(taken).containsExactlyInAnyOrder("its pid was another's", "of an actor", "of the node");
    }

    @Test
    void workerThatNobodyKnowsIsInTheWayForAMomentOnly() throws Exception {
        FakeGcs gcs = gcsOfTwoJobs();
        try (StatusMessages messages = StatusMessages.listen()) {
            GcsLogChannel channel = follow(
                    gcs,
                    channel(
                            gcs.address(),
                            this::take,
                            new GcsLogChannel.Times(Patience.LONG, Duration.ofMillis(300), Duration.ofMillis(20))));
            String line = "x".repeat(1 << 20);
            for (int i = 0; i < 6; i++) {
                gcs.publish(batch("46", "", line));
            }
            gcs.publish(batch("45", OWN, "mine"));
            awaitLines("mine");
            assertThat(messages.containing(Level.WARN, "dropped 4 lines of a worker,"))
                    .hasSize(1);
            channel.stop(Patience.LONG);
            assertThat(messages.containing(Level.WARN, "dropped 4 lines of workers"))
                    .hasSize(1);
        }
    }

    @Test
    void linesOfAWorkerThatIsNotKnownYetWaitInTheirOrderAndHoldUpNobody() throws Exception {
        FakeGcs gcs = gcsOfTwoJobs();
        follow(gcs);
        gcs.publish(batch("45", "", "one"), batch("46", "", "not mine"), batch("47", OWN, "other"));
        awaitLines("other");
        await().until(() -> gcs.tablesAsked() >= 3);
        gcs.publish(batch("45", "", "two"));
        gcs.task(OWN, "a", 45);
        gcs.task(OTHER, "a", 46);
        awaitLines("other", "one", "two");
        // A file that says the job tells it of the other files of the worker too.
        synchronized (gcs) {
            gcs.publish(batch("49", "", "three"), batch("49", OWN, "with a job"), batch("49", "", "four"));
        }
        awaitLines("other", "one", "two", "with a job", "three", "four");
    }
}
