package io.github.log4jray.receiver;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** Bytes as a peer with faults sends them. */
final class Mutation {

    private static final int LARGE = 5000;

    private Mutation() {}

    /** @return the bytes truncated, doubled, reordered, grown, or with some others in their places */
    static byte[] of(byte[] bytes, Random random) {
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(bytes.length - from) + 1;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (random.nextInt(6)) {
            case 0 -> out.write(bytes, 0, from);
            case 1 -> {
                out.write(bytes, 0, to);
                out.write(bytes, from, bytes.length - from);
            }
            case 2 -> {
                out.write(bytes, to, bytes.length - to);
                out.write(bytes, 0, to);
            }
            case 3 -> {
                out.write(bytes, 0, from);
                out.write(bytes, to, bytes.length - to);
            }
            case 4 -> {
                out.write(bytes, 0, from);
                byte[] many = new byte[LARGE];
                Arrays.fill(many, bytes[from]);
                out.writeBytes(many);
                out.write(bytes, from, bytes.length - from);
            }
            default -> {
                byte[] changed = bytes.clone();
                for (int i = random.nextInt(8); i >= 0; i--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                out.writeBytes(changed);
            }
        }
        return out.toByteArray();
    }
}
