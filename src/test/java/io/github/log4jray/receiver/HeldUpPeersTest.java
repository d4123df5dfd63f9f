package io.github.log4jray.receiver;

import static io.github.log4jray.testing.fakes.ProtocolPeer.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.display.Screen;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Workers whose batches wait in the receiver's memory, more than all may hold, because the display takes nothing. */
class HeldUpPeersTest {

    /** Less than the buffer of one of them. */
    private static final long MOST = 30_000;

    private static final int COUNT = 30_000;

    private final Screen screen = new Screen();
    private final RunningReceiver receiver = RunningReceiver.holding(MOST, screen);

    @Test
    void noneOfThemIsClosedForItAndNoOtherOne() throws Exception {
        String text = "x".repeat(1_000);
        screen.block();
        try (ProtocolPeer worker = receiver.plain()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < COUNT; i++) {
                        worker.send(batch(i + 1, text + i));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            screen.awaitWaitingWriter();
            Awaitility.await("so much that it does not fit")
                    .during(Duration.ofSeconds(1))
                    .until(() -> !sent.isDone());
            try (ProtocolPeer other = receiver.plain()) {
                other.send(batch(1, "of another one"));
                screen.release();
                sent.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
                assertThat(screen.awaitLines(COUNT + 1))
                        .hasSize(COUNT + 1)
                        .contains("(pid=45601) of another one", "(pid=45601) " + text + (COUNT - 1));
            }
        } finally {
            screen.release();
            assertThat(receiver.stop(Patience.LONG)).isTrue();
        }
    }
}
