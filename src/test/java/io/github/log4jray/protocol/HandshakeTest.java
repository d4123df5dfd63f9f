package io.github.log4jray.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fakes.Proof;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The proofs of worker and driver. */
class HandshakeTest {

    private static final String TOKEN = "a token, gr\u00fc\u00dfe \ud83d\ude00";
    private static final String SENDER = "0a".repeat(16);
    private static final String DRIVER = "0b".repeat(16);
    private static final String OF_WORKER = "0c".repeat(16);
    private static final String OF_DRIVER = "0d".repeat(16);

    private final Handshake handshake = new Handshake(TOKEN, SENDER, DRIVER, OF_WORKER, OF_DRIVER);

    @Test
    void proofsAreThoseOfTheProtocol() {
        assertThat(handshake.driverProof()).isEqualTo(Proof.ofDriver(TOKEN, OF_WORKER, OF_DRIVER, SENDER, DRIVER));
        assertThat(handshake.workerProof()).isEqualTo(Proof.ofWorker(TOKEN, OF_WORKER, OF_DRIVER, SENDER, DRIVER));
    }

    @Test
    void missingSenderIsEmpty() {
        Handshake plain = new Handshake(TOKEN, null, DRIVER, OF_WORKER, OF_DRIVER);
        assertThat(plain.workerProof()).isEqualTo(Proof.ofWorker(TOKEN, OF_WORKER, OF_DRIVER, "", DRIVER));
    }

    /** No proof can be used for the other side, another connection, another sender, or another driver. */
    @Test
    void whateverIsAnotherMakesAnotherProof() {
        Set<String> proofs = new HashSet<>();
        for (Handshake each : List.of(
                handshake,
                new Handshake(TOKEN + " ", SENDER, DRIVER, OF_WORKER, OF_DRIVER),
                new Handshake(TOKEN, DRIVER, DRIVER, OF_WORKER, OF_DRIVER),
                new Handshake(TOKEN, null, DRIVER, OF_WORKER, OF_DRIVER),
                new Handshake(TOKEN, SENDER, SENDER, OF_WORKER, OF_DRIVER),
                new Handshake(TOKEN, SENDER, DRIVER, OF_DRIVER, OF_WORKER),
                new Handshake(TOKEN, SENDER, DRIVER, OF_WORKER, OF_WORKER),
                new Handshake(TOKEN, SENDER, DRIVER, OF_DRIVER, OF_DRIVER))) {
            proofs.add(each.driverProof());
            proofs.add(each.workerProof());
        }
        assertThat(proofs).hasSize(16).allMatch(proof -> proof.matches("[0-9a-f]{64}"));
    }

    @Test
    void onlyTheWholeProofInLowerCaseIsRight() {
        String right = handshake.workerProof();
        assertThat(handshake.isWorkerProof(right)).isTrue();
        assertThat(handshake.isDriverProof(handshake.driverProof())).isTrue();
        for (Object wrong : List.of(
                "",
                handshake.driverProof(),
                right.substring(1),
                right + "0",
                right.toUpperCase(Locale.ROOT),
                " " + right,
                7L,
                true,
                List.of(right))) {
            assertThat(handshake.isWorkerProof(wrong)).as("%s", wrong).isFalse();
        }
        assertThat(handshake.isWorkerProof(null)).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "0",
                "0123456789abcdef0123456789abcde",
                "0123456789abcdef0123456789abcdef0",
                "0123456789ABCDEF0123456789abcdef",
                "0123456789abcdef|0123456789abcde",
                "0123456789abcdef0123456789abcdef\n"
            })
    void onlyThirtyTwoDigitsAreAnId(String text) {
        assertThat(Handshake.isId(text)).isFalse();
        assertThat(Handshake.isId(7L)).isFalse();
        assertThat(Handshake.isId(Handshake.newNonce())).isTrue();
    }

    @Test
    void noncesDiffer() {
        assertThat(Handshake.newNonce()).isNotEqualTo(Handshake.newNonce());
    }

    @Test
    void textOfAHandshakeHoldsNoSecret() {
        assertThat(handshake.toString()).doesNotContain(TOKEN, handshake.workerProof());
    }
}
