package io.github.log4jray.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineTest {

    private final JsonLine line = new JsonLine();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " { \"a\" : 1 } ",
                "{\"a\":[1,-0.5e+3,true,false,null,\"x\",{},[[]]]}",
                "{\"a\":{\"b\":1},\"b\":{\"b\":2}}",
                "{\"\\ud83d\\ude00\":\"\\u00e9 \\\" \\\\ \\/ \\b\\f\\n\\r\\t\"}",
                "{\"größe\":\"😀\"}",
                "{\"a\":1e308}",
                "{\"a\":1E+400,\"b\":-1e-99999999999}",
            })
    void objectIsRead(String text) {
        assertThat(line.read(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "[1]",
                "1",
                "{",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1}}",
                "{\"a\":1} x",
                "{a:1}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":+1}",
                "{\"a\":1e}",
                "{\"a\":NaN}",
                "{\"a\":truely}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\u001b[31m\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u12",
                "{\"a\":\"\\ud83d\"}",
                "{\"a\":\"\\ud83dx\"}",
                "{\"a\":\"\\ude00\"}",
                "{\"a\":\"\ud83d\"}",
                "{\"a\":\"\ude00\"}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"o\":{\"\\n\":1,\"\\u000a\":2}}",
            })
    void anythingElseIsNot(String text) {
        assertThat(line.read(text)).isFalse();
    }

    @Test
    void depthIsLimited() {
        String arrays = "[".repeat(JsonLine.MAX_DEPTH - 1) + "]".repeat(JsonLine.MAX_DEPTH - 1);
        assertThat(line.read("{\"a\":" + arrays + "}")).isTrue();
        assertThat(line.read("{\"a\":[" + arrays + "]}")).isFalse();
        assertThat(line.read("{\"a\":" + "{\"a\":".repeat(100_000))).isFalse();
    }

    @Test
    void keysOfTheObjectItselfAreKnown() {
        line.read("{\"asctime\":1,\"\\u006cevelname\":{\"process\":1}}");
        assertThat(line.has("asctime")).isTrue();
        assertThat(line.has("levelname")).isTrue();
        assertThat(line.has("process")).isFalse();
        line.read("{}");
        assertThat(line.isEmpty()).isTrue();
        assertThat(line.has("asctime")).isFalse();
    }

    @Test
    void whatEndsALineOrChangesATerminalIsEscapedAndKeepsItsValue() {
        assertThat(open(" {\"a\":\r\n\"\u2028\u0085\u202e\u009b2J\u007f\",\n\"b\":1 } "))
                .isEqualTo("{\"a\":  \"\\u2028\\u0085\\u202e\\u009b2J\\u007f\", \"b\":1 ");
        assertThat(open("{\"a\":\"é\"}")).isEqualTo("{\"a\":\"é\"");
    }

    private String open(String text) {
        assertThat(line.read(text)).isTrue();
        Utf8Buffer to = new Utf8Buffer();
        line.addOpen(to);
        return new String(to.toByteArray(), StandardCharsets.UTF_8);
    }

    @Test
    void textIsTheInsideOfAString() {
        Utf8Buffer to = new Utf8Buffer();
        JsonLine.addContent("\"a\\\t\u001b[31m\u202e\u2028é😀\ud83d", to);
        assertThat(to.toString())
                .startsWith("\\\"a\\\\\\t\\u001b[31m\\u202e\\u2028é😀")
                .doesNotContain("\ud83d\"");
    }
}
