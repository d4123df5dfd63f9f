package io.github.log4jray.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.log4jray.protocol.Batch;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the GCSs of several versions of Ray publish. */
class PublishedMessageTest {

    private static final HexFormat HEX = HexFormat.of();

    /** Recorded on clusters of Ray 2.39.0 and 2.60.0. */
    private static final String ACTOR_239 = "0808120830323030303030306a2e0a093139322e302e322e321204383230331a08303230"
            + "30303030302a087079206163746f72320750794163746f728001a101";

    private static final String ERR_239 = "0808120830323030303030306a2d0a093139322e302e322e321204383230321a0830323030"
            + "3030303020012a067079206572723a0670797461736b8001a201";
    private static final String ACTOR_260 = "0807120830333030303030305a2e0a093139322e302e322e321204383332381a08303330"
            + "30303030302a087079206163746f72320750794163746f7270ba01";
    private static final String TASK_260 = "0807120830333030303030305a2f0a093139322e302e322e321204383332371a0830333030"
            + "303030302a0a7079207461736b20c3a93a0670797461736b70bc01";
    private static final String JAVA_ERR_260 = "08075a1c0a093139322e302e322e3212043833393320012a07657272206f6e6570ca01";
    private static final String JAVA_OUT_260 = "08075a520a093139322e302e322e321204383339332a36323032362d31312d32352031"
            + "363a34353a30352c34323820494e464f20526179576f726b205b6d61696e5d3a20636c617373206f6e652a076f7574206f6e6570cb"
            + "01";

    private static PublishedMessage read(String hex) throws IOException {
        return PublishedMessage.of(new WireReader(HEX.parseHex(hex)));
    }

    private static void assertRead(String hex, long sequence, long channel, Batch batch) throws IOException {
        PublishedMessage message = read(hex);
        assertThat(message.sequence()).isEqualTo(sequence);
        assertThat(message.channel()).isEqualTo(channel);
        assertThat(message.batch()).isEqualTo(batch);
    }

    private static Batch batch(String pid, String job, boolean isErr, String actor, String task, String... lines) {
        return new Batch("192.0.2.2", pid, job, isErr, List.of(lines), actor, task, 0, null);
    }

    @Test
    void messagesOfRay239AreRead() throws IOException {
        assertRead(ACTOR_239, 161, 8, batch("8203", "02000000", false, "PyActor", null, "py actor"));
        assertRead(ERR_239, 162, 8, batch("8202", "02000000", true, null, "pytask", "py err"));
    }

    @Test
    void messagesOfRay260AreRead() throws IOException {
        assertRead(ACTOR_260, 186, 7, batch("8328", "03000000", false, "PyActor", null, "py actor"));
        assertRead(TASK_260, 188, 7, batch("8327", "03000000", false, null, "pytask", "py task é"));
        assertRead(JAVA_ERR_260, 202, 7, batch("8393", "", true, null, null, "err one"));
        assertRead(
                JAVA_OUT_260,
                203,
                7,
                batch(
                        "8393",
                        "",
                        false,
                        null,
                        null,
                        "2026-11-25 16:45:05,428 INFO RayWork [main]: class one",
                        "out one"));
    }

    /** The last one is made up. */
    @ParameterizedTest
    @CsvSource({"8, 13, 16", "8, 12, 14", "8, 12, 15", "7, 11, 14", "9, 31, 2047"})
    void batchAndItsNumberAreFoundByTheirShape(int channel, int batchField, int sequenceField) throws IOException {
        WireMessage content = new WireMessage()
                .text(1, "10.0.0.5")
                .text(2, "45")
                .text(3, "01000000")
                .text(5, "")
                .text(5, "two")
                .number(99, 1);
        byte[] written = new WireMessage()
                .number(1, channel)
                .text(2, "01000000")
                .message(batchField, content)
                .number(sequenceField, 1L << 40)
                .toBytes();

        PublishedMessage message = PublishedMessage.of(new WireReader(written));

        assertThat(message.channel()).isEqualTo(channel);
        assertThat(message.sequence()).isEqualTo(1L << 40);
        assertThat(message.batch())
                .isEqualTo(new Batch("10.0.0.5", "45", "01000000", false, List.of("", "two"), null, null, 0, null));
    }

    @ParameterizedTest
    @CsvSource({
        "2.9.3, InternalPubSubGcsService, 8",
        "2.39.0, InternalPubSubGcsService, 8",
        "2.50.1, InternalPubSubGcsService, 8",
        "2.55.0, InternalPubSubGcsService, 8",
        "2.56.0, ObservabilityPubSubService, 8",
        "2.57.0, ObservabilityPubSubService, 7",
        "2.60.0, ObservabilityPubSubService, 7",
        "2.61.0.dev0, ObservabilityPubSubService, 7",
        "3.0.0, ObservabilityPubSubService, 7",
        "'', ObservabilityPubSubService, 7"
    })
    void serviceAndChannelGoByTheVersion(String version, String service, int channel) {
        assertThat(PubSubVersion.of(version)).isEqualTo(new PubSubVersion("ray.rpc." + service, channel));
    }

    @Test
    void whatEndsTooEarlyIsRefused() throws IOException {
        byte[] whole = HEX.parseHex(TASK_260);
        for (int length = 1; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            try {
                PublishedMessage.of(new WireReader(part)).batch();
                // a field less, but whole
                assertThat(length).isIn(2, 12, whole.length - 3);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("is of no message");
            }
        }
    }

    @Test
    void numbersAndLengthsThatCanNotBeAreRefused() {
        for (String hex : List.of("5affffffff0f", "5a80808080808080808001", "08ffffffffffffffffffff01", "0b", "7f")) {
            assertThatThrownBy(() -> read(hex)).as(hex).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anythingIsReadOrRefused() {
        Random random = new Random(7);
        byte[] whole = HEX.parseHex(JAVA_OUT_260);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = whole.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                PublishedMessage.of(new WireReader(bytes)).batch();
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("is of no message");
            }
        }
    }
}
