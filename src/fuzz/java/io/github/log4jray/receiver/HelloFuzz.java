package io.github.log4jray.receiver;

import io.github.log4jray.protocol.Handshake;
import io.github.log4jray.text.JsonReader;
import java.util.Map;

/** A line of a stranger is a hello that can be answered, or it is refused; and it proves nothing. */
public final class HelloFuzz {

    private static final String ID = "0123456789abcdef0123456789abcdef";

    private HelloFuzz() {}

    /** @param bytes a line that a peer has sent */
    public static void fuzzerTestOneInput(byte[] bytes) {
        try {
            Map<String, Object> members = JsonReader.object(bytes, 0, bytes.length);
            Message.Hello hello = Message.Hello.of(members);
            if (hello.hasValidSender() && hello.hasValidNonce()) {
                Handshake handshake =
                        new Handshake("a token of a test", hello.senderId(), ID, (String) hello.nonce(), ID);
                if (handshake.isWorkerProof(members.get("proof"))
                        || handshake.driverProof().length() != 64) {
                    throw new AssertionError(hello);
                }
            }
        } catch (JsonReader.MalformedJsonException e) {
            // refused
        }
    }
}
