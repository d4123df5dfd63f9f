package io.github.log4jray.testing.fakes;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The proofs of the driver protocol as its documentation has them, without the code that is tested. */
public final class Proof {

    private Proof() {}

    /** @return 32 random hexadecimal digits */
    public static String nonce() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    public static String ofDriver(String token, String workerNonce, String driverNonce, String sender, String driver) {
        return hmac(token, String.join("|", "driver", workerNonce, driverNonce, sender, driver));
    }

    public static String ofWorker(String token, String workerNonce, String driverNonce, String sender, String driver) {
        return hmac(token, String.join("|", "worker", driverNonce, workerNonce, sender, driver));
    }

    private static String hmac(String token, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
