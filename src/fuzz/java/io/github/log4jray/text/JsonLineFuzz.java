package io.github.log4jray.text;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.util.Map;

/** A line is one JSON object, and stays it with one more member; or it is the inside of a string. */
public final class JsonLineFuzz {

    private JsonLineFuzz() {}

    /** @param data a line of a worker */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) throws Exception {
        String text = data.consumeRemainingAsString();
        JsonLine line = new JsonLine();
        Utf8Buffer to = new Utf8Buffer();
        boolean isObject = line.read(text);
        if (isObject) {
            line.addOpen(to);
            to.add(line.isEmpty() ? "" : ",").add("\"added by the driver\":1}");
        } else {
            to.add("{\"message\":\"");
            JsonLine.addContent(text, to);
            to.add("\"}");
        }
        byte[] bytes = to.toByteArray();
        for (byte b : bytes) {
            if (b >= 0 && b < ' ' && b != '\t') {
                throw new AssertionError("a control character: " + text);
            }
        }
        Map<String, Object> members = JsonReader.object(bytes, 0, bytes.length);
        if (!isObject && members.size() != 1) {
            throw new AssertionError(text);
        }
    }
}
