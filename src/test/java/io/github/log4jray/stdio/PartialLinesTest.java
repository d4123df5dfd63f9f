package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of pieces, seen from within; {@link CapturedTextTest} has what a program can do. */
class PartialLinesTest {

    private final PartialLines lines = new PartialLines(StandardCharsets.ISO_8859_1);

    private List<String> write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return lines.add(bytes, 0, bytes.length);
    }

    private static void inAnotherThread(Runnable action) throws InterruptedException {
        Thread thread = new Thread(action);
        thread.start();
        thread.join();
    }

    @Test
    void piecesOfThreadsDoNotMix() throws Exception {
        assertThat(lines.add("mine ", false)).isEmpty();
        inAnotherThread(() -> {
            assertThat(lines.add("other ", false)).isEmpty();
            assertThat(lines.add("end", true)).containsExactly("other end");
        });
        assertThat(lines.add("end", true)).containsExactly("mine end");
    }

    @Test
    void lineWithoutEndIsGivenWhenItBecomesTooLong() {
        String part = "x".repeat(1 << 19);
        assertThat(lines.add(part, false)).isEmpty();
        assertThat(lines.add(part, false)).isEmpty();
        assertThat(lines.add("y", false)).containsExactly(part + part + "y");
        assertThat(write(part)).isEmpty();
        assertThat(write(part)).isEmpty();
        assertThat(write("y")).containsExactly(part + part + "y");
        assertThat(lines.close()).isEmpty();
    }

    @Test
    void bytesThatAreNoUtf8AreTextOfTheConsoleAndThoseAfterThemAreNot() {
        byte[] latin = {'c', 'a', 'f', (byte) 0xe9, '\n', 'g', (byte) 0xc3, (byte) 0xbc, '\n'};
        assertThat(lines.add(latin, 0, latin.length)).containsExactly("caf\u00e9", "g\u00fc");
    }

    @Test
    void halfOfACharacterAtTheEndIsNotLost() {
        assertThat(lines.add(new byte[] {'a', (byte) 0xc3}, 0, 2)).isEmpty();
        assertThat(lines.close()).containsExactly("a\u00c3");
    }

    @Test
    void partOfAnArrayIsTaken() {
        byte[] bytes = "no one\ntwo no".getBytes(StandardCharsets.UTF_8);
        assertThat(lines.add(bytes, 3, 7)).containsExactly("one");
        assertThat(lines.add("!", true)).containsExactly("two!");
    }

    @Test
    void unfinishedLineOfOneThreadLeavesThoseOfOthers() throws Exception {
        lines.add("mine", false);
        inAnotherThread(() -> write("another's"));

        assertThat(lines.takeMine()).containsExactly("mine");
        assertThat(lines.takeMine()).isEmpty();
        assertThat(lines.close()).containsExactly("another's");
    }

    @Test
    void nothingIsTakenAfterTheEnd() throws Exception {
        lines.add("mine", false);
        inAnotherThread(() -> write("another's"));
        assertThat(lines.close()).containsExactly("mine", "another's");
        assertThat(lines.add("text", true)).isNull();
        assertThat(write("bytes\n")).isNull();
        assertThat(lines.close()).isEmpty();
    }

    @Test
    void linesOfThreadsThatHaveEndedAreGivenWhenTheyAreMany() throws Exception {
        for (int i = 0; i < 256; i++) {
            inAnotherThread(() -> lines.add("no end", false));
        }
        assertThat(lines.add("mine", false)).hasSize(256).containsOnly("no end");
        assertThat(lines.close()).containsExactly("mine");
    }
}
