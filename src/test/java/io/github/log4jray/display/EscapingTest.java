package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.receiver.RunningReceiver;
import io.github.log4jray.testing.fakes.ProtocolPeer;
import io.github.log4jray.text.TerminalEscaper;
import io.github.log4jray.text.Utf8Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a worker sends can't pretend to be something else on the driver's terminal. */
class EscapingTest {

    private final Screen screen = new Screen();
    private final RunningReceiver receiver = RunningReceiver.on(screen);
    private ProtocolPeer peer;

    @BeforeEach
    void connect() throws IOException {
        peer = receiver.plain();
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        receiver.close();
    }

    @Test
    void lineCanNotBeginANewLineWithAForgedPrefix() throws IOException {
        peer.send(ProtocolPeer.batch(1, "a\n(pid=1) forged\r(pid=2) forged\r\n(pid=3) forged"));
        assertThat(screen.awaitLines(1))
                .containsExactly("(pid=45601) a\\x0a(pid=1) forged\\x0d(pid=2) forged\\x0d\\x0a(pid=3) forged");
    }

    @Test
    void escapeSequencesAreShown() throws IOException {
        peer.send(ProtocolPeer.batch(1, "\u001b[2J\u001b]0;title\u0007 \u009b31m \u0085 \u007f \b \0"));
        assertThat(screen.awaitLines(1))
                .containsExactly("(pid=45601) \\x1b[2J\\x1b]0;title\\x07 \\x9b31m \\x85 \\x7f \\x08 \\x00");
    }

    @Test
    void everyControlCharacterButTabIsShown() throws IOException {
        List<String> expected = new ArrayList<>();
        for (char c = 0; c < 0xa0; c++) {
            if (Character.isISOControl(c) && c != '\t') {
                peer.send(ProtocolPeer.batch(1, "" + c));
                expected.add(String.format("(pid=45601) \\x%02x", (int) c));
            }
        }
        assertThat(screen.awaitLines(64)).isEqualTo(expected);
    }

    @Test
    void separatorsAndDirectionsOfWritingAreShown() throws IOException {
        peer.send(ProtocolPeer.batch(
                1, "\u2028\u2029", "\u202a\u202b\u202c\u202d\u202e", "\u2066\u2067\u2068\u2069", "\u200e\u200f\u061c"));
        assertThat(screen.awaitLines(4))
                .containsExactly(
                        "(pid=45601) \\u2028\\u2029",
                        "(pid=45601) \\u202a\\u202b\\u202c\\u202d\\u202e",
                        "(pid=45601) \\u2066\\u2067\\u2068\\u2069",
                        "(pid=45601) \\u200e\\u200f\\u061c");
    }

    @Test
    void everyPartOfAPrefixIsEscaped() throws IOException {
        Utf8Buffer json = new Utf8Buffer()
                .add("{\"pid\":")
                .addJson("7\n8")
                .add(",\"ip\":")
                .addJson("10\u001b[A");
        json.add(",\"actor_name\":").addJson("a\n(pid=1) \u202eb").add(",\"lines\":[\"x\"]}\n");
        peer.send(json.toByteArray());
        assertThat(screen.awaitLines(1)).containsExactly("(a\\x0a(pid=1) \\u202eb pid=7\\x0a8, ip=10\\x1b[A) x");
    }

    @Test
    void nameCanNotCloseThePrefix() throws IOException {
        peer.send(ProtocolPeer.json("{'pid':'2) b','ip':'10) c','actor_name':'pid=1) forged (','lines':['x']}"));
        assertThat(screen.awaitLines(1)).containsExactly("(pid=1\\x29 forged ( pid=2\\x29 b, ip=10\\x29 c) x");
    }

    @Test
    void onATerminalOnlyColoursStayAndEndWithTheirLine() {
        assertThat(TerminalEscaper.withColors("a\u001b[1;31mb\u001b[0mc\u001b[2J"))
                .isEqualTo("a\u001b[1;31mb\u001b[0mc\\x1b[2J\u001b[0m");
        assertThat(TerminalEscaper.withColors("\u001b[38;5;11m\u001b[48;2;1;2;3m\u001b[m"))
                .isEqualTo("\u001b[38;5;11m\u001b[48;2;1;2;3m\u001b[m\u001b[0m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[11m",
                "[1;10m",
                "[38m",
                "[38;5m",
                "[38;2;1;2m",
                "[58;5;11m",
                "[4:3m",
                "[?31m",
                "[31",
                "[31;",
                "[1 m",
                "[1000m",
                "[",
                "]0;m",
                "m"
            })
    void whatOnlyLooksLikeAColourIsEscaped(String sequence) {
        assertThat(TerminalEscaper.withColors("\u001b" + sequence)).isEqualTo("\\x1b" + sequence);
    }

    @Test
    void fileOfALossIsEscaped() throws IOException {
        Utf8Buffer json = new Utf8Buffer()
                .add("{\"pid\":1,\"lines\":[],\"dropped\":2,\"file\":")
                .addJson("/a\n\u001bb");
        peer.send(json.add("}\n").toByteArray()).send(ProtocolPeer.batch(1, "after"));
        screen.awaitLines(1);
        assertThat(screen.errLines()).containsExactly("(pid=1) 2 lines dropped, see /a\\x0a\\x1bb");
    }

    @Test
    void invalidUtf8IsShownAsReplacementCharacters() throws IOException {
        byte[] batch = ProtocolPeer.batch(1, "a??b").getBytes(StandardCharsets.US_ASCII);
        int at = new String(batch, StandardCharsets.US_ASCII).indexOf('?');
        batch[at] = (byte) 0xff;
        batch[at + 1] = (byte) 0x9b;
        peer.send(batch).send("");
        assertThat(screen.awaitLines(1)).containsExactly("(pid=45601) a\ufffd\ufffdb");
    }

    @Test
    void halfOfASurrogatePairDoesNoHarm() throws IOException {
        peer.send(ProtocolPeer.json("{'pid':1,'lines':['a\\ud83d','\\ude00b','\\ud83d\\ude00']}"));
        assertThat(screen.awaitLines(3)).containsExactly("(pid=1) a\ufffd", "(pid=1) \ufffdb", "(pid=1) 😀");
    }

    @Test
    void whatIsHarmlessStaysAsItIs() throws IOException {
        String text = "\ttab  größer 你好 😀 \u00a0 \\x1b \\n \"quoted\"";
        peer.send(ProtocolPeer.batch(1, text));
        assertThat(screen.awaitLines(1)).containsExactly("(pid=45601) " + text);
    }
}
