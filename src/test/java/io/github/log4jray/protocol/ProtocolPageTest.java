package io.github.log4jray.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.testing.fixtures.Manual;
import io.github.log4jray.testing.fixtures.Manual.Block;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The proofs in the examples of the page {@code protocol.md} are right. */
class ProtocolPageTest {

    private static final Manual.Page PAGE = Manual.page("protocol.md");

    static List<Block> sessions() {
        return PAGE.blocks().stream()
                .filter(block -> block.text().startsWith("> {"))
                .toList();
    }

    @Test
    void thereAreTwo() {
        assertThat(sessions()).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void proofsAreRight(Block session) {
        Matcher token = Pattern.compile("With the token `([0-9a-f]{32})`").matcher(PAGE.text());
        assertThat(token.find()).isTrue();
        List<Map<String, Object>> messages = session.text()
                .lines()
                .limit(4)
                .map(line -> ProtocolPeer.object(line.substring(2).getBytes(StandardCharsets.UTF_8)))
                .toList();
        Map<String, Object> hello = messages.get(0);
        Map<String, Object> challenge = messages.get(1);
        Handshake handshake = new Handshake(
                token.group(1),
                (String) hello.get("sender"),
                (String) challenge.get("driver"),
                (String) hello.get("nonce"),
                (String) challenge.get("nonce"));
        assertThat(hello).containsEntry("v", (long) Protocol.VERSION);
        assertThat(challenge).containsEntry("v", (long) Protocol.VERSION);
        assertThat(challenge.get("proof")).isEqualTo(handshake.driverProof());
        assertThat(messages.get(2)).containsOnlyKeys("proof").containsEntry("proof", handshake.workerProof());
        assertThat(messages.get(3)).containsOnlyKeys("acked");
    }

    @Test
    void textOfTheFirstProofIsThatOfTheFirstSession() {
        Matcher text = Pattern.compile("`driver\\|([0-9a-f]{32})\\|([0-9a-f]{32})\\|([0-9a-f]{32})\\|([0-9a-f]{32})`")
                .matcher(PAGE.text());
        assertThat(text.find()).isTrue();
        for (int i = 1; i <= 4; i++) {
            assertThat(sessions().get(0).text()).contains('"' + text.group(i) + '"');
        }
    }
}
