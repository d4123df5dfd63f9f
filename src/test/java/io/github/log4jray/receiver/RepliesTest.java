package io.github.log4jray.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The lines that a driver writes to a connection, also where the socket does not take them. */
class RepliesTest {

    /** Takes a limited number of bytes, as a full socket buffer does. */
    private static final class Socket implements Transport {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int room = Integer.MAX_VALUE;

        @Override
        public int write(ByteBuffer source) {
            int count = Math.min(room, source.remaining());
            for (int i = 0; i < count; i++) {
                bytes.write(source.get());
            }
            room -= count;
            return count;
        }

        @Override
        public int read(ByteBuffer to) {
            return 0;
        }

        @Override
        public boolean handshake() {
            return true;
        }

        @Override
        public boolean hasInput() {
            return false;
        }

        @Override
        public boolean hasOutput() {
            return false;
        }

        @Override
        public void endOutput() {}

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    private final Socket socket = new Socket();
    private final Replies replies = new Replies(socket, 0);

    @Test
    void theyAreTheLinesOfTheProtocol() throws IOException {
        replies.challenge("d0", "n0", "p0");
        replies.acknowledge(8);
        replies.keepAlive();
        replies.refuse("busy");
        assertThat(socket.text())
                .isEqualTo("{\"v\":2,\"driver\":\"d0\",\"nonce\":\"n0\",\"proof\":\"p0\"}\n"
                        + "{\"acked\":8}\n\n{\"v\":2,\"error\":\"busy\"}\n");
        assertThat(replies.isPending()).isFalse();
    }

    @Test
    void peerOfVersionOneIsAnsweredInIt() throws IOException {
        replies.speakLegacy();
        replies.welcomeLegacy("d0", 7);
        replies.refuse("busy");
        assertThat(socket.text()).isEqualTo("{\"v\":1,\"driver\":\"d0\",\"acked\":7}\n{\"v\":1,\"error\":\"busy\"}\n");
    }

    @Test
    void acknowledgementsThatHaveToWaitBecomeOne() throws IOException {
        replies.acknowledge(1);
        socket.room = 3;
        for (int seq = 2; seq <= 5; seq++) {
            replies.acknowledge(seq);
        }
        assertThat(replies.isPending()).isTrue();
        assertThat(replies.hasAcknowledged(2)).isFalse();
        socket.room = Integer.MAX_VALUE;
        replies.flush(6);
        assertThat(socket.text()).isEqualTo("{\"acked\":1}\n{\"acked\":2}\n{\"acked\":6}\n");
        assertThat(replies.hasAcknowledged(6)).isTrue();
        assertThat(replies.hasAcknowledged(7)).isFalse();
    }

    @Test
    void nothingFollowsAFlushWithoutAnAcknowledgementThatWaits() throws IOException {
        socket.room = 0;
        replies.acknowledge(1);
        socket.room = 5;
        replies.flush(1);
        assertThat(replies.isPending()).isTrue();
        socket.room = Integer.MAX_VALUE;
        replies.flush(1);
        replies.flush(1);
        assertThat(socket.text()).isEqualTo("{\"acked\":1}\n");
    }

    @Test
    void timeOfTheLastWriteIsThatOfWrittenBytes() throws IOException {
        socket.room = 0;
        replies.keepAlive();
        assertThat(replies.writtenAt()).isZero();
        socket.room = 1;
        long before = System.nanoTime();
        replies.flush(0);
        assertThat(replies.writtenAt() - before).isNotNegative();
    }
}
