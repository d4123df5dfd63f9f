package io.github.log4jray.transport;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Writes the few elements of DER (ITU-T X.690) that a certificate consists of. */
final class Der {

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_ID = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;

    private Der() {}

    static byte[] sequence(byte[]... elements) {
        return element(SEQUENCE, elements);
    }

    static byte[] set(byte[]... elements) {
        return element(SET, elements);
    }

    static byte[] integer(BigInteger value) {
        return element(INTEGER, value.toByteArray());
    }

    /** @param bytes all of whose bits are used */
    static byte[] bitString(byte[] bytes) {
        return element(BIT_STRING, new byte[1], bytes);
    }

    static byte[] octetString(byte[] bytes) {
        return element(OCTET_STRING, bytes);
    }

    static byte[] text(String text) {
        return element(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param digits {@code yyyyMMddHHmmss} and {@code Z} */
    static byte[] time(String digits) {
        return element(GENERALIZED_TIME, digits.getBytes(StandardCharsets.US_ASCII));
    }

    /** @param numbers of the object identifier, of which the second is below 40 */
    static byte[] objectId(int... numbers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(numbers[0] * 40 + numbers[1]);
        for (int i = 2; i < numbers.length; i++) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (numbers[i] >> shift != 0) {
                    bytes.write(numbers[i] >> shift & 0x7f | 0x80);
                }
            }
            bytes.write(numbers[i] & 0x7f);
        }
        return element(OBJECT_ID, bytes.toByteArray());
    }

    /**
     * @param tag of the element
     * @param contents follow each other
     * @return the element
     */
    static byte[] element(int tag, byte[]... contents) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] content : contents) {
            body.writeBytes(content);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (body.size() < 0x80) {
            element.write(body.size());
        } else {
            byte[] length = BigInteger.valueOf(body.size()).toByteArray();
            int sign = length[0] == 0 ? 1 : 0;
            element.write(0x80 | length.length - sign);
            element.write(length, sign, length.length - sign);
        }
        element.writeBytes(body.toByteArray());
        return element.toByteArray();
    }
}
