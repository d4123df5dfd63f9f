package io.github.log4jray.json;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.github.log4jray.text.JsonReader;
import java.util.Map;
import java.util.TreeMap;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.message.StringMapMessage;
import org.apache.logging.log4j.util.SortedArrayStringMap;

/** Whatever an event holds, it is one line, and that line is one JSON object with each key once. */
public final class RayJsonLayoutFuzz {

    private static final RayJsonLayout LAYOUT = RayJsonLayout.newBuilder()
            .setConfiguration(new DefaultConfiguration())
            .build();

    private RayJsonLayoutFuzz() {}

    /** @param data an event */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) throws Exception {
        SortedArrayStringMap context = new SortedArrayStringMap();
        entries(data).forEach(context::putValue);
        Throwable thrown = data.consumeBoolean() ? new Exception(data.consumeString(200)) : null;
        String name = data.consumeString(60);
        MapMessage<?, ?> map = new StringMapMessage(entries(data));
        byte[] line = LAYOUT.toByteArray(Log4jLogEvent.newBuilder()
                .setLoggerName(name)
                .setLevel(Level.INFO)
                .setContextData(context)
                .setThrown(thrown)
                .setMessage(data.consumeBoolean() ? map : new SimpleMessage(data.consumeRemainingAsString()))
                .build());
        for (int i = 0; i < line.length - 1; i++) {
            if (line[i] == '\n' || line[i] == '\r') {
                throw new AssertionError("several lines");
            }
        }
        JsonReader.object(line, 0, line.length);
    }

    private static Map<String, String> entries(FuzzedDataProvider data) {
        Map<String, String> entries = new TreeMap<>();
        for (int i = data.consumeInt(0, 4); i > 0; i--) {
            entries.put(data.consumeString(20), data.consumeString(50));
        }
        return entries;
    }
}
