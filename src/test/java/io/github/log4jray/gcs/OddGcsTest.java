package io.github.log4jray.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.context.NodeIp;
import io.github.log4jray.gcs.FakeGcs.Version;
import io.github.log4jray.stream.Batch;
import io.github.log4jray.testing.StatusMessages;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client of the log channel, and a GCS that does not do what it should. */
class OddGcsTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Version NEWEST = new Version("2.60.0", "ray.rpc.ObservabilityPubSubService", 7, 11, 14);
    private static final String OWN = "02000000";
    private static final String OTHER = "01000000";

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private FakeGcs gcs() throws Exception {
        FakeGcs gcs = new FakeGcs(NEWEST);
        open.add(gcs);
        return gcs;
    }

    private GcsLogChannel start(FakeGcs gcs, Consumer<Batch> sink) {
        return start(new GcsLogChannel("DriverConsole \"test\"", gcs.address(), () -> false, sink));
    }

    private GcsLogChannel start(GcsLogChannel channel) {
        open.add(() -> channel.stop(LONG));
        channel.start();
        channel.setJob(OWN);
        return channel;
    }

    private GcsLogChannel follow(FakeGcs gcs) {
        GcsLogChannel channel = start(gcs, batch -> taken.addAll(batch.lines()));
        await().atMost(LONG).until(() -> gcs.subscribers() == 1);
        return channel;
    }

    private static Batch batch(String pid, String job, String... lines) {
        return new Batch("10.0.0.5", pid, job, false, List.of(lines), null, null, 0, null);
    }

    @Test
    void aStopAsksOnceMoreWhoseLinesAreThatWait() throws Exception {
        FakeGcs gcs = gcs();
        gcs.job(OWN, false, 0, "");
        gcs.job(OTHER, false, 0, "");
        gcs.node("a", "10.0.0.5");
        GcsLogChannel channel = follow(gcs);
        gcs.publish(batch("45", "", "one"));
        // By then it is asked each 2 s.
        await().atMost(LONG).until(() -> gcs.tablesAsked() >= 4);
        gcs.task(OWN, "a", 45);
        channel.stop(LONG);
        assertThat(taken).containsExactly("one");
    }

    @Test
    void aTableThatIsMissingHoldsUpNoLinesWhoseJobIsKnown() throws Exception {
        FakeGcs gcs = gcs();
        gcs.doesNotKnow("/GetAllJobInfo");
        try (StatusMessages messages = StatusMessages.listen()) {
            follow(gcs);
            gcs.publish(batch("45", "", "whose"), batch("46", OWN, "one"));
            await().atMost(LONG).until(() -> gcs.tablesRefused() >= 3);
            gcs.publish(batch("46", OWN, "two"));
            await().atMost(LONG).until(() -> taken.size() == 2);
            assertThat(taken).containsExactly("one", "two");
            assertThat(messages.containing(Level.WARN, "does not tell whose they are"))
                    .hasSize(1);
        }
    }

    @Test
    void aGcsWhoseAnswersAreNonsenseIsAskedLessAndLessOften() throws Exception {
        FakeGcs gcs = gcs();
        gcs.answerPolls(new byte[] {0x0b});
        try (StatusMessages messages = StatusMessages.listen()) {
            long since = System.nanoTime();
            start(gcs, batch -> {});
            await().atMost(LONG).until(() -> gcs.polls() >= 8);
            // seven pauses, from 50 ms to 2.5 s at the least
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isGreaterThan(Duration.ofSeconds(3));
            assertThat(messages.containing(Level.WARN, "no connection")).hasSize(1);
            assertThat(messages.containing(Level.WARN, "connected with")).hasSize(1);
        }
    }

    @Test
    void aMessageThatHasNoNumberIsNotAskedForWithoutAPause() throws Exception {
        FakeGcs gcs = gcs();
        gcs.answerPolls(new WireWriter()
                .bytes(1, new byte[] {0x0b})
                .bytes(2, new byte[28])
                .toBytes());
        long since = System.nanoTime();
        start(gcs, batch -> {});
        await().atMost(LONG).until(() -> gcs.polls() >= 8);
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isGreaterThan(Duration.ofSeconds(3));
    }

    /** As one does that was not asked for long, while the display took nothing. */
    @Test
    void aSubscriptionThatTheGcsHasForgottenIsMadeAgain() throws Exception {
        FakeGcs gcs = gcs();
        CountDownLatch taking = new CountDownLatch(1);
        CountDownLatch room = new CountDownLatch(1);
        Consumer<Batch> sink = batch -> {
            taking.countDown();
            try {
                room.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            taken.addAll(batch.lines());
        };
        start(new GcsLogChannel("test", gcs.address(), () -> false, sink, Duration.ofMillis(500)));
        await().atMost(LONG).until(() -> gcs.subscribers() == 1);
        gcs.publish(batch("45", OWN, "one"));
        taking.await();
        gcs.forgetSubscribers();
        room.countDown();
        await().atMost(LONG).until(() -> gcs.subscribers() == 1);
        gcs.publish(batch("45", OWN, "two"));
        await().atMost(LONG).until(() -> taken.size() == 2);
        assertThat(taken).containsExactly("one", "two");
    }

    @Test
    void aProxyIsForOthers() throws Exception {
        FakeGcs gcs = new FakeGcs(NEWEST, InetAddress.getByName(NodeIp.get()));
        open.add(gcs);
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
