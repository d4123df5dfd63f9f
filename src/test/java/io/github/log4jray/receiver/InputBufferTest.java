package io.github.log4jray.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.text.JsonReader;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lines in the bytes that a connection has read. */
class InputBufferTest {

    private static final int MOST = 100_000;

    private final ReadBuffers buffers = new ReadBuffers(MOST);
    private final InputBuffer input = new InputBuffer(buffers);

    private boolean read(String text) throws Exception {
        return input.read(Channels.newChannel(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    }

    private List<Map<String, Object>> lines() throws JsonReader.MalformedJsonException {
        List<Map<String, Object>> lines = new ArrayList<>();
        while (input.findLine()) {
            lines.add(input.object());
            input.take();
        }
        return lines;
    }

    @Test
    void oneReadMayHoldSeveralLinesAndTheBeginningOfAnother() throws Exception {
        assertThat(read("{\"a\":1}\n{\"a\":2}\n{\"a\"")).isTrue();
        assertThat(lines()).containsExactly(Map.of("a", 1L), Map.of("a", 2L));
        assertThat(input.length()).isEqualTo(4);
        input.keep();
        read(":3}\n");
        assertThat(lines()).containsExactly(Map.of("a", 3L));
        assertThat(input.length()).isZero();
    }

    @Test
    void lineMayArriveByteByByte() throws Exception {
        for (String character : "{\"ä\":\"ö\"}\n".split("")) {
            assertThat(input.findLine()).isFalse();
            input.keep();
            read(character);
        }
        assertThat(lines()).containsExactly(Map.of("ä", "ö"));
    }

    @Test
    void lineIsFoundAgainUntilItIsTaken() throws Exception {
        read("{\"a\":1}\n\n");
        assertThat(input.findLine()).isTrue();
        assertThat(input.findLine()).isTrue();
        assertThat(input.object()).isEqualTo(Map.of("a", 1L));
        input.take();
        assertThat(input.findLine()).isTrue();
        assertThat(input.length()).isZero();
        input.take();
        assertThat(input.findLine()).isFalse();
    }

    @Test
    void skippedLineIsTooLongUntilItsEndAndTheNextOneIsNot() throws Exception {
        read("x".repeat(1000));
        input.findLine();
        input.skip();
        input.keep();
        assertThat(input.length()).isZero();
        read("xx\n{\"a\":1}\n");
        assertThat(input.findLine()).isTrue();
        assertThat(input.isTooLong()).isTrue();
        input.take();
        assertThat(input.isTooLong()).isFalse();
        assertThat(lines()).containsExactly(Map.of("a", 1L));
    }

    @Test
    void endOfTheInputKeepsTheUnfinishedLine() throws Exception {
        read("{\"a\"");
        assertThat(read("")).isFalse();
        assertThat(input.findLine()).isFalse();
        assertThat(input.length()).isEqualTo(4);
    }

    @Test
    void memoryIsGivenBackWhenALineIsTakenAndAtTheEnd() throws Exception {
        read("{}\n");
        lines();
        input.keep();
        byte[] given = buffers.withRoom(null, 0);
        buffers.giveBack(given);
        read("unfinished");
        input.close();
        input.close();
        assertThat(buffers.withRoom(null, 0)).isSameAs(given);
    }

    @Test
    void whatAllConnectionsHoldTogetherIsKnown() throws Exception {
        InputBuffer other = new InputBuffer(buffers);
        read("x".repeat(60_000));
        input.findLine();
        input.keep();
        other.read(Channels.newChannel(new ByteArrayInputStream(new byte[60_000])));
        other.findLine();
        other.keep();
        assertThat(buffers.areOver()).isTrue();
        assertThat(other.held() + input.held()).isGreaterThan(MOST);
        other.close();
        assertThat(other.held()).isZero();
        assertThat(buffers.areOver()).isFalse();
    }
}
