package io.github.log4jray.testing.fakes;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The beginning of a worker's connection over a bare channel, for those who need very many of them. */
public final class ClientHandshake {

    private ClientHandshake() {}

    /**
     * Says hello and proves the token.
     *
     * @param channel is connected and blocks
     * @param token of the driver
     * @param sender 32 hexadecimal digits; null for a peer that numbers nothing
     * @return the driver's last answer
     */
    public static String make(SocketChannel channel, String token, String sender) throws IOException {
        String nonce = Proof.nonce();
        say(channel, ProtocolPeer.helloLine(sender, nonce));
        Map<String, Object> challenge = ProtocolPeer.object(line(channel).getBytes(StandardCharsets.UTF_8));
        String proof =
                Proof.ofWorker(token, nonce, (String) challenge.get("nonce"), sender == null ? "" : sender, (String)
                        challenge.get("driver"));
        say(channel, "{\"proof\":\"" + proof + "\"}");
        return line(channel);
    }

    private static void say(SocketChannel channel, String line) throws IOException {
        channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    private static String line(SocketChannel channel) throws IOException {
        InputStream in = Channels.newInputStream(channel);
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("no answer");
            }
            line.append((char) b);
        }
        return line.toString();
    }
}
