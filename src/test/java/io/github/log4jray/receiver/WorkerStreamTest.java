package io.github.log4jray.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.Selector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The numbers of a worker's batches, and the news of the printing thread. */
class WorkerStreamTest {

    private final Selector selector = Selector.open();
    private final DisplayProgress progress = new DisplayProgress(selector);
    private final WorkerStream stream = new WorkerStream(progress, "id");

    WorkerStreamTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        selector.close();
    }

    @Test
    void batchOfANumberThatWasReceivedIsARepetition() {
        assertThat(stream.next()).isEqualTo(1);
        stream.received(17);
        stream.received(3);
        assertThat(stream.received()).isEqualTo(17);
        assertThat(stream.next()).isEqualTo(18);
        assertThat(stream.hasReceived(17)).isTrue();
        assertThat(stream.hasReceived(18)).isFalse();
    }

    @Test
    void firstNumberOfAnUnknownSenderIsTakenAsItIs() {
        assertThat(stream.allows(0)).isTrue();
        assertThat(stream.hasReceived(0)).isFalse();
        stream.received(0);
        assertThat(stream.allows(0)).isTrue();
        assertThat(stream.hasReceived(0)).isTrue();
        assertThat(stream.next()).isEqualTo(1);
        assertThat(stream.hasReceived(1)).isFalse();
        assertThat(stream.allows(WorkerStream.LARGEST_STEP + 1)).isFalse();
        assertThat(new WorkerStream(progress, "other").allows(Long.MAX_VALUE)).isTrue();
        assertThat(new WorkerStream(progress, "other").allows(-1)).isFalse();
        WorkerStream later = new WorkerStream(progress, "later");
        later.received(1);
        assertThat(later.allows(0)).isFalse();
    }

    @Test
    void numberAfterTheGreatestOneIsARepetition() {
        stream.received(Long.MAX_VALUE);
        assertThat(stream.hasReceived(stream.next())).isTrue();
    }

    @Test
    void handledBatchesMakeOneAcknowledgementDue() throws IOException {
        stream.handled(1);
        stream.handled(2);
        assertThat(selector.selectNow()).isZero();
        assertThat(progress.poll()).isSameAs(stream);
        assertThat(progress.poll()).isNull();
        assertThat(stream.takeProgress()).isTrue();
        assertThat(stream.takeProgress()).isFalse();
        assertThat(stream.handled()).isEqualTo(2);
        stream.acknowledge();
        assertThat(progress.poll()).isSameAs(stream);
    }

    @Test
    void workerWithoutNumbersIsNeverAcknowledged() {
        WorkerStream plain = new WorkerStream(progress, null);
        assertThat(plain.next()).isZero();
        plain.received(0);
        assertThat(plain.hasReceived(0)).isFalse();
        plain.handled(1);
        assertThat(progress.poll()).isNull();
    }

    @Test
    void roomIsReportedOnceHoweverManyStreamsHaveWaitedForIt() {
        assertThat(progress.takeRoom()).isFalse();
        stream.roomAgain();
        new WorkerStream(progress, "other").roomAgain();
        assertThat(progress.takeRoom()).isTrue();
        assertThat(progress.takeRoom()).isFalse();
    }
}
