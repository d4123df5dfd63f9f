package io.github.log4jray.receiver;

import io.github.log4jray.protocol.Handshake;
import java.io.IOException;

/**
 * Makes workers of strangers that prove to know the token, and refuses the others. The driver proves it first, because a
 * worker tells nothing to a driver that can't. Used by the receiver's thread.
 *
 * <p>Only a peer that has proved the token together with the id of a sender can change the state of that sender.
 */
final class Admission {

    private final Access access;
    private final String driver;
    private final WorkerConnections connections;
    private final PeerDiagnostics diagnostics;
    private final WrongProofs wrongProofs;

    /**
     * @param access has the token
     * @param driver the id of this driver
     * @param connections gets the workers
     * @param diagnostics reports the refused ones
     * @param wrongProofs counts guesses
     */
    Admission(
            Access access,
            String driver,
            WorkerConnections connections,
            PeerDiagnostics diagnostics,
            WrongProofs wrongProofs) {
        this.access = access;
        this.driver = driver;
        this.connections = connections;
        this.diagnostics = diagnostics;
        this.wrongProofs = wrongProofs;
    }

    /** Answers a hello, at once or, after many wrong proofs, later. */
    void hello(WorkerConnection stranger, Message.Hello hello) throws IOException {
        if (wrongProofs.areMany()) {
            stranger.awaitAnswer(hello, wrongProofs.answerAt());
        } else {
            answer(stranger, hello);
        }
    }

    /** @return whether the stranger's hello had to wait and must be answered now */
    boolean isDue(WorkerConnection stranger) {
        return stranger.awaitsAnswer() && wrongProofs.isDue(stranger.answerAt());
    }

    /** Answers the hello of a stranger that had to wait. */
    void answerWaiting(WorkerConnection stranger) throws IOException {
        answer(stranger, stranger.hello());
    }

    private void answer(WorkerConnection stranger, Message.Hello hello) throws IOException {
        if (access.legacyHello() && hello.isLegacy()) {
            answerLegacy(stranger, hello);
        } else if (!hello.hasKnownVersion()) {
            refuse(
                    stranger,
                    "version",
                    hello.isLegacy()
                            ? "it speaks version 1 of the protocol, for which legacyHello=\"true\" is needed"
                            : "its protocol has another version");
        } else if (!hello.hasValidSender()) {
            end(stranger, "its hello names a sender that is not 32 hexadecimal digits");
        } else if (!hello.hasValidNonce()) {
            end(stranger, "its hello has no nonce of 32 hexadecimal digits");
        } else if (!connections.hasRoomForWorker(hello.senderId())) {
            refuseForRoom(stranger);
        } else {
            String nonce = Handshake.newNonce();
            Handshake handshake =
                    new Handshake(access.token(), hello.senderId(), driver, (String) hello.nonce(), nonce);
            stranger.challenge(hello, handshake, driver, nonce);
        }
    }

    private void answerLegacy(WorkerConnection stranger, Message.Hello hello) throws IOException {
        stranger.speakLegacy();
        if (!Handshake.isEqual(hello.token(), access.token())) {
            wrongProofs.occurred();
            refuseForToken(stranger);
        } else if (!hello.hasValidSender()) {
            end(stranger, "its hello names a sender that is not 32 hexadecimal digits");
        } else if (!connections.hasRoomForWorker(hello.senderId())) {
            refuseForRoom(stranger);
        } else {
            stranger.welcomeLegacy(driver, connections.addWorker(stranger, hello.senderId()));
        }
    }

    /** Welcomes a stranger whose proof is right. */
    void proof(WorkerConnection stranger, Message.Proof proof) throws IOException {
        String senderId = stranger.hello().senderId();
        if (!stranger.handshake().isWorkerProof(proof.value())) {
            wrongProofs.occurred();
            refuseForToken(stranger);
        } else if (!connections.hasRoomForWorker(senderId)) {
            refuseForRoom(stranger);
        } else {
            stranger.welcome(connections.addWorker(stranger, senderId));
        }
    }

    /** Refuses a stranger that begins a handshake of TLS. Any answer in clear text tells it that this driver has no TLS. */
    void refuseTls(WorkerConnection stranger) throws IOException {
        refuse(
                stranger,
                "version",
                "it speaks TLS, and this driver does not, as it has neither tls=\"true\" nor an Ssl element");
    }

    private void refuseForToken(WorkerConnection stranger) throws IOException {
        refuse(stranger, "token", "its token is not that of this driver");
    }

    private void refuseForRoom(WorkerConnection stranger) throws IOException {
        if (connections.areBoundByFiles()) {
            diagnostics.tooFewFiles(connections.mostWorkers());
        }
        refuse(stranger, "busy", "there are too many connections");
    }

    private void refuse(WorkerConnection stranger, String error, String reason) throws IOException {
        diagnostics.refused(stranger.remote(), reason);
        stranger.refuse(error);
    }

    /** Reports a stranger that has ended its output instead of a proof. A worker does so if the driver's proof is wrong. */
    void leftWithoutProof(WorkerConnection stranger) {
        diagnostics.refused(
                stranger.remote(), "it has left after the proof of this driver; perhaps it has another token");
    }

    /** Ends the connection of a peer that does not speak the protocol. */
    void end(WorkerConnection connection, String reason) {
        diagnostics.refused(connection.remote(), reason);
        connections.end(connection);
    }
}
