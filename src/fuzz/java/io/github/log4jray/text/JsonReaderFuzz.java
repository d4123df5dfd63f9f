package io.github.log4jray.text;

import java.nio.charset.StandardCharsets;

/** JSON of anybody: it is an object, or it is refused. */
public final class JsonReaderFuzz {

    private JsonReaderFuzz() {}

    /** @param bytes a line that a peer has sent */
    public static void fuzzerTestOneInput(byte[] bytes) {
        try {
            JsonReader.object(bytes, 0, bytes.length);
        } catch (JsonReader.MalformedJsonException e) {
            // refused
        }
        String line = JsonReader.oneLine(new String(bytes, StandardCharsets.UTF_8));
        if (line != null) {
            if (line.chars().anyMatch(c -> LineSplitter.isEnd((char) c) || JsonEscapes.endsALine((char) c))) {
                throw new AssertionError("several lines: " + line);
            }
            if (!line.equals(JsonReader.oneLine(line))) {
                throw new AssertionError("another value: " + line);
            }
        }
    }
}
