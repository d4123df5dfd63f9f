package io.github.log4jray.stdio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes lines of the characters and bytes that many threads print in pieces. Each thread has a line of its own, so that
 * pieces of several threads don't mix. A line ends with {@code \n} or {@code \r\n}, or when it is longer than a million
 * characters. Bytes are decoded as UTF-8; if they are not valid, in the charset of the console. Thread-safe.
 */
final class PartialLines {

    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int SWEEP_FROM = 256;

    private final Charset console;
    private final Map<Thread, Line> lines = new LinkedHashMap<>();
    private boolean closed;

    /** The unfinished line of one thread: text, and behind it bytes. */
    private final class Line {
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        private StringBuilder text() {
            if (bytes.size() > 0) {
                text.append(decoded(bytes.toByteArray()));
                bytes.reset();
            }
            return text;
        }

        private boolean isEmpty() {
            return text.length() == 0 && bytes.size() == 0;
        }

        private int length() {
            return text.length() + bytes.size();
        }

        private String taken() {
            String taken = text().toString();
            text.setLength(0);
            return taken;
        }

        /** Takes all but the bytes of an unfinished UTF-8 character at the end. */
        private String takenToACharacter() {
            byte[] all = bytes.toByteArray();
            int end = all.length;
            while (end > 0 && all.length - end < 3 && (all[end - 1] & 0xC0) == 0x80) {
                end--;
            }
            boolean begun = end > 0 && (all[end - 1] & 0xC0) == 0xC0;
            int cut = begun && isIncomplete(all, end - 1) ? end - 1 : all.length;
            bytes.reset();
            bytes.write(all, 0, cut);
            String taken = taken();
            bytes.write(all, cut, all.length - cut);
            return taken;
        }

        private static boolean isIncomplete(byte[] all, int lead) {
            int length = Integer.numberOfLeadingZeros(~all[lead] << 24);
            return all.length - lead < length;
        }

        private String ended() {
            String ended = taken();
            return ended.endsWith("\r") ? ended.substring(0, ended.length() - 1) : ended;
        }
    }

    /** @param console the charset of bytes that are not valid UTF-8 */
    PartialLines(Charset console) {
        this.console = console;
    }

    private String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, console);
        }
    }

    /**
     * @param text printed by this thread
     * @param lineEnd whether a line end follows it
     * @return the lines that are complete now; null after {@link #close}: then the text was not taken
     */
    synchronized List<String> add(String text, boolean lineEnd) {
        if (closed) {
            return null;
        }
        if (lineEnd && text.indexOf('\n') < 0 && !lines.containsKey(Thread.currentThread())) {
            return List.of(text);
        }
        Line line = mine();
        List<String> complete = new ArrayList<>();
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            line.text().append(text, from, end);
            complete.add(line.ended());
            from = end + 1;
        }
        line.text().append(text, from, text.length());
        if (lineEnd) {
            complete.add(line.taken());
        }
        return kept(line, complete);
    }

    /**
     * @param bytes printed by this thread
     * @param offset the index of the first byte
     * @param count the number of bytes
     * @return as {@link #add(String, boolean)}
     */
    synchronized List<String> add(byte[] bytes, int offset, int count) {
        if (closed) {
            return null;
        }
        Line line = mine();
        List<String> complete = new ArrayList<>();
        int from = offset;
        for (int i = offset; i < offset + count; i++) {
            if (bytes[i] == '\n') {
                line.bytes.write(bytes, from, i - from);
                complete.add(line.ended());
                from = i + 1;
            }
        }
        line.bytes.write(bytes, from, offset + count - from);
        return kept(line, complete);
    }

    /**
     * @param block several lines that are printed together by this thread, without the last line end
     * @return what this thread has printed before without a line end, and the block; null after {@link #close}
     */
    synchronized List<String> addBlock(String block) {
        if (closed) {
            return null;
        }
        Line line = lines.remove(Thread.currentThread());
        return List.of(line == null ? block : line.text().append(block).toString());
    }

    private Line mine() {
        return lines.computeIfAbsent(Thread.currentThread(), thread -> new Line());
    }

    private List<String> kept(Line line, List<String> complete) {
        if (line.length() > MOST_CHARACTERS) {
            complete.add(line.takenToACharacter());
        }
        if (line.isEmpty()) {
            lines.remove(Thread.currentThread());
        } else if (lines.size() > SWEEP_FROM) {
            lines.entrySet().removeIf(entry -> {
                boolean dead = !entry.getKey().isAlive();
                if (dead) {
                    complete.add(entry.getValue().taken());
                }
                return dead;
            });
        }
        return complete;
    }

    /** @return the unfinished line of each thread; from now on no text is taken */
    synchronized List<String> close() {
        closed = true;
        return takeAll();
    }

    /** @return the unfinished line of this thread, which begins a new one; empty for none */
    synchronized List<String> takeMine() {
        Line line = lines.remove(Thread.currentThread());
        return line == null ? List.of() : List.of(line.taken());
    }

    /** @return the unfinished line of each thread, which begins a new one */
    synchronized List<String> takeAll() {
        List<String> left = lines.values().stream().map(Line::taken).toList();
        lines.clear();
        return left;
    }
}
