package io.github.log4jray.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Lines of JSON, read by Jackson, which refuses duplicate keys and whatever follows the object. */
final class JsonLines {

    private static final ObjectMapper JACKSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    /** What ends a line for anybody: Java's {@code \R}, and Python's {@code str.splitlines}. */
    private static final Pattern LINE_END = Pattern.compile("\\R|[\\x1c-\\x1e]");

    private JsonLines() {}

    /** @return the object of one line without its end, its members in the order in which they stand there */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(String line) {
        try {
            return JACKSON.readValue(line, Map.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    /** @return the object of bytes that must be UTF-8 and one line with its end */
    static Map<String, Object> object(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError(new String(bytes, StandardCharsets.UTF_8), e);
        }
        assertThat(text).endsWith("\n");
        String line = text.substring(0, text.length() - 1);
        assertThat(LINE_END.matcher(line).find()).as(line).isFalse();
        return object(line);
    }

    /** @return the objects of a file of such lines */
    static List<Map<String, Object>> of(Path file) {
        try {
            return Files.readAllLines(file).stream().map(JsonLines::object).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the object as a line of ASCII */
    static String line(Map<String, ?> object) {
        try {
            return JACKSON.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
