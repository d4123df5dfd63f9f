package io.github.log4jray.transport;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;

/**
 * A certificate that a driver makes when it starts, signed by itself, with a key on curve P-256 that never leaves the
 * process. Workers know it by its fingerprint, so it needs no authority, no right host name and no end: it is valid until
 * the time that RFC 5280, 4.1.2.5, has for certificates without one.
 *
 * @param certificate of the driver
 * @param key its private key
 */
record OwnCertificate(X509Certificate certificate, PrivateKey key) {

    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.objectId(1, 2, 840, 10045, 4, 3, 2));
    private static final int[] COMMON_NAME = {2, 5, 4, 3};
    private static final int[] SUBJECT_ALTERNATIVE_NAME = {2, 5, 29, 17};
    private static final int SERIAL_BITS = 63;
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;
    private static final int DNS_NAME = 0x82;
    private static final int IP_ADDRESS = 0x87;

    /**
     * @param host a name or an address of this host, for tools that show the certificate
     * @return a new certificate
     * @throws GeneralSecurityException if this Java has no elliptic curves
     */
    static OwnCertificate make(String host) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        byte[] name = Der.sequence(Der.set(Der.sequence(Der.objectId(COMMON_NAME), Der.text("log4j-ray driver"))));
        byte[] toBeSigned = Der.sequence(
                Der.element(VERSION, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE)),
                ECDSA_WITH_SHA256,
                name,
                Der.sequence(Der.time("20200101000000Z"), Der.time("99991231235959Z")),
                name,
                keys.getPublic().getEncoded(),
                Der.element(EXTENSIONS, Der.sequence(subjectAlternativeName(host))));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(toBeSigned);
        byte[] signed = Der.sequence(toBeSigned, ECDSA_WITH_SHA256, Der.bitString(signature.sign()));
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed));
        return new OwnCertificate(certificate, keys.getPrivate());
    }

    private static byte[] subjectAlternativeName(String host) {
        byte[] name = isAddress(host)
                ? Der.element(IP_ADDRESS, address(host))
                : Der.element(DNS_NAME, host.getBytes(StandardCharsets.US_ASCII));
        return Der.sequence(Der.objectId(SUBJECT_ALTERNATIVE_NAME), Der.octetString(Der.sequence(name)));
    }

    private static boolean isAddress(String host) {
        return host.contains(":") || host.matches("[0-9.]+");
    }

    /** Asks no name service, as it is given an address. */
    private static byte[] address(String host) {
        try {
            return InetAddress.getByName(host).getAddress();
        } catch (UnknownHostException e) {
            return InetAddress.getLoopbackAddress().getAddress();
        }
    }
}
