package io.github.log4jray.protocol;

import io.github.log4jray.context.ProcessIds;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The proofs by which a worker and a driver show each other, at the beginning of one connection, that they know the same
 * token. The token itself does not travel. A proof is the HMAC-SHA256 (RFC 2104), with the token's UTF-8 bytes as key, over
 * the side that proves, the nonces of both sides, the sender and the driver:
 *
 * <pre>
 * driver|&lt;worker's nonce&gt;|&lt;driver's nonce&gt;|&lt;sender&gt;|&lt;driver&gt;
 * worker|&lt;driver's nonce&gt;|&lt;worker's nonce&gt;|&lt;sender&gt;|&lt;driver&gt;
 * </pre>
 *
 * <p>Each side makes a new nonce for each connection, so what was recorded of another connection proves nothing. Ids and
 * nonces are hexadecimal, so no text can be read in two ways. Immutable; it holds a secret and shows nothing of it.
 */
public final class Handshake {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int NONCE_BYTES = 16;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private final SecretKeySpec key;
    private final String workerNonce;
    private final String driverNonce;
    private final String ids;

    /**
     * @param token the secret of both sides; not empty
     * @param sender the id of the worker's sender; null for a worker whose batches have no numbers
     * @param driver the id of the driver
     * @param workerNonce made by the worker for this connection
     * @param driverNonce made by the driver for this connection
     */
    public Handshake(String token, String sender, String driver, String workerNonce, String driverNonce) {
        this.key = new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.workerNonce = workerNonce;
        this.driverNonce = driverNonce;
        this.ids = (sender == null ? "" : sender) + "|" + driver;
    }

    /** @return 32 random hexadecimal digits, to be used for one connection */
    public static String newNonce() {
        return ProcessIds.randomHex(NONCE_BYTES);
    }

    /**
     * @param value a member of a message, of any type
     * @return whether it is an id or a nonce: 32 hexadecimal digits in lower case
     */
    public static boolean isId(Object value) {
        return value instanceof String text && ID.matcher(text).matches();
    }

    /** @return 64 hexadecimal digits by which the driver proves that it knows the token */
    public String driverProof() {
        return proof("driver|" + workerNonce + "|" + driverNonce + "|" + ids);
    }

    /** @return 64 hexadecimal digits by which the worker proves that it knows the token */
    public String workerProof() {
        return proof("worker|" + driverNonce + "|" + workerNonce + "|" + ids);
    }

    /**
     * @param given a member of a message, of any type
     * @return whether it is the driver's proof
     */
    public boolean isDriverProof(Object given) {
        return isEqual(given, driverProof());
    }

    /**
     * @param given a member of a message, of any type
     * @return whether it is the worker's proof
     */
    public boolean isWorkerProof(Object given) {
        return isEqual(given, workerProof());
    }

    /**
     * Compares in a time that tells nothing about the secret.
     *
     * @param given a member of a message, of any type
     * @param secret the value that is right
     * @return whether they are the same text
     */
    public static boolean isEqual(Object given, String secret) {
        return given instanceof String text
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    private String proof(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has " + ALGORITHM, e);
        }
    }
}
