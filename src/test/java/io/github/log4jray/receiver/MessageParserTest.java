package io.github.log4jray.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageParserTest {

    private final InputBuffer input = new InputBuffer(new ReadBuffers(100_000));
    private final MessageParser parser = new MessageParser(input);
    private Selector selector;

    @BeforeEach
    void open() throws IOException {
        selector = Selector.open();
    }

    @AfterEach
    void close() throws IOException {
        selector.close();
    }

    private void read(String text) throws IOException {
        input.read(Channels.newChannel(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
        assertThat(input.findLine()).isTrue();
    }

    /** As peers on other systems end their lines. */
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", " \t\r\n"})
    void blankLineIsNoMessage(String line) throws IOException {
        WorkerStream stream = new WorkerStream(new DisplayProgress(selector), "id");
        read(line);
        assertThat(parser.hello()).isNull();
        assertThat(parser.proof()).isNull();
        assertThat(parser.batch(stream)).isNull();
    }

    @Test
    void blankLinesBeforeAHelloAreBounded() throws IOException {
        read("\r\n".repeat(5_000));
        Message message = null;
        while (message == null && input.findLine()) {
            message = parser.hello();
            input.take();
        }
        assertThat(message).isInstanceOf(Message.NoHello.class);
    }
}
