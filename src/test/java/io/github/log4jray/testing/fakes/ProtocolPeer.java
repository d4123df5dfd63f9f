package io.github.log4jray.testing.fakes;

import io.github.log4jray.text.JsonReader;
import io.github.log4jray.text.Utf8Buffer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Somebody who speaks the driver protocol over a bare socket, rightly or wrongly, line by line. */
public final class ProtocolPeer implements AutoCloseable {

    private static final int MOST_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private long acknowledged;

    private ProtocolPeer(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects to this host. */
    public static ProtocolPeer connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(MOST_MILLIS);
        socket.setTcpNoDelay(true);
        return new ProtocolPeer(socket);
    }

    /** @param connected in TLS, for instance */
    public static ProtocolPeer over(Socket connected) throws IOException {
        connected.setSoTimeout(MOST_MILLIS);
        return new ProtocolPeer(connected);
    }

    /** @return the text with its apostrophes as quotation marks */
    public static String json(String text) {
        return text.replace('\'', '"');
    }

    /** @return a batch of pid 45601 that names no host, no job and nobody */
    public static String batch(long seq, String... lines) {
        Utf8Buffer json = new Utf8Buffer().add("{\"seq\":").add(seq).add(",\"pid\":45601,\"lines\":[");
        for (int i = 0; i < lines.length; i++) {
            json.add(i == 0 ? "" : ",").addJson(lines[i]);
        }
        return new String(json.add("]}").toByteArray(), StandardCharsets.UTF_8);
    }

    /** Says hello as a peer that numbers nothing, and proves this token; gives the driver's id and its last answer. */
    public Map<String, Object> hello(String token) throws IOException {
        return hello(token, null);
    }

    /** Says a whole hello and proves this token; gives the driver's id and its last answer. */
    public Map<String, Object> hello(String token, String sender) throws IOException {
        String nonce = Proof.nonce();
        Map<String, Object> challenge = challenge(sender, nonce);
        if (challenge.containsKey("error")) {
            return challenge;
        }
        String driver = (String) challenge.get("driver");
        String driverNonce = (String) challenge.get("nonce");
        String name = sender == null ? "" : sender;
        Map<String, Object> answer = prove(Proof.ofWorker(token, nonce, driverNonce, name, driver));
        if (!answer.containsKey("error")) {
            if (!Proof.ofDriver(token, nonce, driverNonce, name, driver).equals(challenge.get("proof"))) {
                throw new AssertionError("the driver proves nothing: " + challenge);
            }
            answer.put("driver", driver);
        }
        return answer;
    }

    /** Says hello; gives the driver's proof, or why it is refused. */
    public Map<String, Object> challenge(String sender, String nonce) throws IOException {
        return send(helloLine(sender, nonce)).answer();
    }

    /** @return a whole hello */
    public static String helloLine(String sender, String nonce) {
        String name = sender == null ? "" : "'sender':'" + sender + "',";
        return json("{'v':2," + name + "'worker_id':'" + "ab".repeat(28) + "','pid':45601,'nonce':'" + nonce + "'}");
    }

    /** Sends a proof; gives the answer. */
    public Map<String, Object> prove(String proof) throws IOException {
        return send(json("{'proof':'" + proof + "'}")).answer();
    }

    /** Sends lines, all of them at once. */
    public ProtocolPeer send(String... lines) throws IOException {
        return send((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes as they are. */
    public ProtocolPeer send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** @return the next line, which may be empty; null at the end of what the driver has to say */
    public String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    return null;
                }
                line.write(b);
            }
        } catch (SocketException e) {
            return null;
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** @return the next line that is not empty */
    public Map<String, Object> answer() throws IOException {
        String line = line();
        while (line != null && line.isEmpty()) {
            line = line();
        }
        if (line == null) {
            throw new AssertionError("the driver has ended the connection");
        }
        return object(line.getBytes(StandardCharsets.UTF_8));
    }

    public static Map<String, Object> object(byte[] json) {
        try {
            return JsonReader.object(json, 0, json.length);
        } catch (JsonReader.MalformedJsonException e) {
            throw new AssertionError("no JSON object: " + new String(json, StandardCharsets.UTF_8), e);
        }
    }

    /** Reads acknowledgements, which must not fall, to this one. */
    public void awaitAcked(long seq) throws IOException {
        long last = 0;
        while (last != seq) {
            Map<String, Object> answer = answer();
            if (!(answer.get("acked") instanceof Long acked) || acked < last || acked > seq || answer.size() != 1) {
                throw new AssertionError("after acked=" + last + " and before " + seq + ": " + answer);
            }
            last = acked;
        }
        acknowledged = seq;
    }

    /** Reads to the end of the connection; before it there may be empty lines and the last acknowledgement again. */
    public void awaitEnd() throws IOException {
        for (String line = line(); line != null; line = line()) {
            if (!line.isEmpty() && !line.equals("{\"acked\":" + acknowledged + "}")) {
                throw new AssertionError("the driver says " + line);
            }
        }
    }

    /** @return whether the driver has said something that was not read */
    public boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    /** Sends nothing more, and still reads. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection as a firewall does, or a kernel with nobody to read what came. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
