package io.github.log4jray.redis;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An entry of a stream of a Redis: a batch, and what its sender says of it. Any program may have added it, so nothing in it
 * is trusted.
 *
 * @param id of the entry in the stream
 * @param batch in JSON, empty where the entry has none; null where it was dropped before it was read
 * @param sender of the batch; null for a program that does not number its batches
 * @param seq the number of the batch; 0 without a sender
 * @param before how many lines the sender has sent before; -1 where it does not say so
 * @param lines how many lines the batch has
 * @param shown how many lines of the sender were shown, as far as it knew
 */
record StreamEntry(String id, byte[] batch, String sender, long seq, long before, long lines, long shown) {

    private static final int LONGEST_NUMBER = 15;
    private static final int LONGEST_SENDER = 200;

    /**
     * @param answer id and fields, as a Redis gives them; the fields may be null
     * @return the entry
     */
    static StreamEntry of(List<?> answer) {
        Map<String, byte[]> fields = new HashMap<>();
        if (answer.get(1) instanceof List<?> list) {
            fields.put("batch", new byte[0]);
            for (int i = 0; i + 1 < list.size(); i += 2) {
                fields.put(text((byte[]) list.get(i)), (byte[]) list.get(i + 1));
            }
        }
        String id = text((byte[]) answer.get(0));
        byte[] sender = fields.get("sender");
        long seq = number(fields.get("seq"));
        if (sender == null || sender.length == 0 || sender.length > LONGEST_SENDER || seq <= 0) {
            return new StreamEntry(id, fields.get("batch"), null, 0, -1, 0, 0);
        }
        long before = number(fields.get("before"));
        long lines = number(fields.get("lines"));
        byte[] batch = fields.get("batch");
        boolean counts = before >= 0 && lines >= 0 && batch != null && batch.length > 0;
        return new StreamEntry(
                id,
                batch,
                text(sender),
                seq,
                counts ? before : -1,
                counts ? lines : 0,
                Math.max(0, number(fields.get("shown"))));
    }

    /** Each byte is a character. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static long number(byte[] digits) {
        return digits == null ? -1 : number(text(digits));
    }

    /** @return the number that the digits are; -1 where they are something else */
    static long number(String digits) {
        if (digits.isEmpty() || digits.length() > LONGEST_NUMBER) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = 10 * number + digit - '0';
        }
        return number;
    }

    /** @return whether its sender tells the number of lines before it */
    boolean isCounted() {
        return before >= 0;
    }

    /** @return the size that the scripts have counted for the batch; -1 for none */
    long countedSize() {
        return isCounted() ? batch.length : -1;
    }
}
