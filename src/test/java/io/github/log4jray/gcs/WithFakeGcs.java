package io.github.log4jray.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.context.NodeIp;
import io.github.log4jray.gcs.FakeGcs.Version;
import io.github.log4jray.protocol.Batch;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;

/** Tests of a client of the log channel whose GCS is in the hand of the test. */
abstract class WithFakeGcs {

    static final String LABEL = "DriverConsole \"test\"";
    static final String OWN = "02000000";
    static final String OTHER = "01000000";

    /** Those of every channel, but for the wait at the stop. */
    private static final GcsLogChannel.Times TIMES = new GcsLogChannel.Times(
            GcsLogChannel.Times.DEFAULT.subscribeAfter(),
            GcsLogChannel.Times.DEFAULT.longestStay(),
            Duration.ofMillis(20));

    /** The lines of the driver's job, as they came. */
    final List<String> taken = new CopyOnWriteArrayList<>();

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private FakeGcs opened(FakeGcs gcs) {
        open.add(gcs);
        return gcs;
    }

    FakeGcs gcs() throws IOException {
        return gcs(FakeGcs.NEWEST);
    }

    FakeGcs gcs(Version version) throws IOException {
        return opened(new FakeGcs(version, InetAddress.getLoopbackAddress()));
    }

    /** Not on loopback, but on the address by which other hosts know this one. */
    FakeGcs outwardGcs() throws IOException {
        return opened(new FakeGcs(FakeGcs.NEWEST, InetAddress.getByName(NodeIp.find(Environment.process()))));
    }

    /** Two jobs run: whose lines without a job are it can't know but from its tables. Node {@code a} is that of lines. */
    FakeGcs gcsOfTwoJobs() throws IOException {
        FakeGcs gcs = gcs();
        gcs.job(OWN, false, 0, "");
        gcs.job(OTHER, false, 0, "");
        gcs.node("a", "10.0.0.5");
        return gcs;
    }

    GcsLogChannel channel(GcsAddress address, Consumer<Batch> sink) {
        return channel(address, sink, TIMES);
    }

    static GcsLogChannel channel(GcsAddress address, Consumer<Batch> sink, GcsLogChannel.Times times) {
        return new GcsLogChannel(LABEL, address, () -> false, sink, times, Environment.process());
    }

    GcsLogChannel start(GcsLogChannel channel) {
        open.add(() -> channel.stop(Patience.LONG));
        channel.start();
        return channel;
    }

    /** Starts a channel that takes the lines of the driver's job. */
    GcsLogChannel follow(FakeGcs gcs) {
        return follow(gcs, channel(gcs.address(), this::take));
    }

    /** Starts it for the driver's job, and waits for the subscription. */
    GcsLogChannel follow(FakeGcs gcs, GcsLogChannel channel) {
        start(channel).setJob(OWN);
        awaitSubscription(gcs);
        return channel;
    }

    void take(Batch batch) {
        taken.addAll(batch.lines());
    }

    /** Says when it is given the first batch, and takes it when there is room. */
    static Consumer<Batch> slow(CountDownLatch given, CountDownLatch room, Consumer<Batch> sink) {
        return batch -> {
            given.countDown();
            try {
                room.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            sink.accept(batch);
        };
    }

    static Batch batch(String pid, String job, String... lines) {
        return new Batch("10.0.0.5", pid, job, false, List.of(lines), null, null, 0, null);
    }

    static void awaitSubscription(FakeGcs gcs) {
        await().until(() -> gcs.subscribers() == 1);
    }

    void awaitLines(String... lines) {
        await().until(() -> taken.size() >= lines.length);
        assertThat(taken).containsExactly(lines);
    }
}
