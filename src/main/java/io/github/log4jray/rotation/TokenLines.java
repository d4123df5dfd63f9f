package io.github.log4jray.rotation;

import io.github.log4jray.text.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of a logged text that Ray's log monitor would take for one of Ray's magic tokens: they would move all later lines to
 * another job, actor or task. A space before such a line keeps it text. Stateless.
 */
final class TokenLines {

    private static final byte[][] TOKENS = {
        ":job_id:".getBytes(StandardCharsets.US_ASCII),
        ":actor_name:".getBytes(StandardCharsets.US_ASCII),
        ":task_name:".getBytes(StandardCharsets.US_ASCII)
    };

    private TokenLines() {}

    /**
     * @param record holds a record from index 0 on
     * @param length its length
     * @return the same array if no line begins with a token; else a new one, as long as its content
     */
    static byte[] indented(byte[] record, int length) {
        Utf8Buffer indented = null;
        int copied = 0;
        for (int i = 0; i < length; i++) {
            if (record[i] == ':' && (i == 0 || record[i - 1] == '\n') && isToken(record, i, length)) {
                indented = indented == null ? new Utf8Buffer() : indented;
                indented.add(record, copied, i - copied).add(' ');
                copied = i;
            }
        }
        return indented == null
                ? record
                : indented.add(record, copied, length - copied).toByteArray();
    }

    private static boolean isToken(byte[] record, int from, int length) {
        for (byte[] token : TOKENS) {
            int end = from + token.length;
            if (end <= length && Arrays.equals(record, from, end, token, 0, token.length)) {
                return true;
            }
        }
        return false;
    }
}
