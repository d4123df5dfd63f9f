package io.github.log4jray.stream;

import io.github.log4jray.protocol.Protocol;
import io.github.log4jray.text.LineSplitter;
import io.github.log4jray.text.RenderBuffer;
import io.github.log4jray.text.Utf8Buffer;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Encodes the text of an event as lines of a batch. Each line is a comma and a JSON string: {@code ,"…"}. */
final class BatchLineEncoder {

    /** The largest size of a batch without its one line: ip, names and the path of a file. */
    private static final int RESERVE = 32 * 1024;

    private static final int MAX_LINE = Protocol.MAX_LINE - RESERVE;

    private BatchLineEncoder() {}

    /**
     * Splits {@link RenderBuffer#text()} at its line ends and writes the lines to {@link RenderBuffer#bytes()}. An empty
     * text is one empty line. A line that does not fit into a batch is cut and names the file with the rest.
     *
     * @param event has the text and receives the lines
     * @param file contains the same event; may give null
     */
    static void encode(RenderBuffer event, Supplier<Path> file) {
        StringBuilder text = event.text();
        Utf8Buffer bytes = event.bytes();
        int start = 0;
        do {
            bytes.add(',').add('"');
            int written = bytes.addJsonLine(text, start, MAX_LINE);
            int end = LineSplitter.end(text, written);
            if (written < end) {
                addRest(bytes, text, written, end, file.get());
            }
            bytes.add('"');
            event.endLine();
            start = LineSplitter.next(text, end);
        } while (start < text.length());
    }

    private static void addRest(Utf8Buffer bytes, CharSequence text, int from, int to, Path file) {
        bytes.add("… [").add(utf8Length(text, from, to)).add(" bytes more");
        if (file != null) {
            bytes.add(" in ").addJsonLine(file.toString(), 0, RESERVE / 2);
        }
        bytes.add(']');
    }

    private static long utf8Length(CharSequence text, int from, int to) {
        long length = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c) && i + 1 < to && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                length += 4;
                i++;
            } else {
                length += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        return length;
    }
}
