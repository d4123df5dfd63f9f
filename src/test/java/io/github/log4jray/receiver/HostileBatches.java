package io.github.log4jray.receiver;

import io.github.log4jray.driver.SentBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Batches that try to be something else on a terminal than lines of a worker. */
public final class HostileBatches {

    private static final int MOST_LINES = 4;
    private static final String[] SEQUENCES = {
        // new lines, and what some take for them
        "\n",
        "\r",
        "\r\n",
        "\u000b",
        "\f",
        "\u0085",
        "\u2028",
        "\u2029",
        "\u001bE",
        "\u001bD",
        "\u0084",
        "\u008d",
        // cursor, erasing, scrolling, margins, tabs, saving
        "\b",
        "\u001b[A",
        "\u001b[2A",
        "\u001b[1;1H",
        "\u001b[H",
        "\u001b[2J",
        "\u001b[3J",
        "\u001b[K",
        "\u001b[1K",
        "\u001bM",
        "\u001b[5L",
        "\u001b[M",
        "\u001b[S",
        "\u001b[2;5r",
        "\u001b[3g",
        "\u001bH",
        "\u001b7",
        "\u001b8",
        "\u001b[s",
        "\u001b[u",
        "\u009b1A",
        "\u009b31m",
        "\u001b[20h",
        "\u001b[4h",
        "\u001b[?7l",
        "\u001b[?25l",
        "\u001b[?1049h",
        "\u001b[?6h",
        // reset, character sets, title, answers, strings
        "\u001bc",
        "\u001b[!p",
        "\u001b(0",
        "\u001b)0",
        "\u000e",
        "\u000f",
        "\u001b%@",
        "\u001b#8",
        "\u001b]0;title\u0007",
        "\u001b]2;title\u001b\\",
        "\u009d0;title\u009c",
        "\u001b]8;;http://x\u001b\\",
        "\u001b[c",
        "\u001b[6n",
        "\u001b[5n",
        "\u0005",
        "\u001bP+q\u001b\\",
        "\u001bX",
        "\u001b^",
        "\u001b_",
        "\u001bk",
        "\u0090",
        "\u001b",
        "\u009b",
        "\u001b[",
        "\u0007",
        // colours that stay within a line, and what only looks like them
        "\u001b[31m",
        "\u001b[1;4;41m",
        "\u001b[38;5;196m",
        "\u001b[48;2;1;2;3m",
        "\u001b[0m",
        "\u001b[m",
        "\u001b[7m",
        "\u001b[5m",
        "\u001b[9m",
        "\u001b[;m",
        "\u001b[31;",
        "\u001b[?31m",
        "\u001b[>4m",
        "\u001b[38;5m",
        "\u001b[11m",
        "\u001b[38;5;11;11m",
        "\u001b[1 m",
        "\u001b[3\n1m",
        "\u001b[31\u001b[1m",
        "\u001b[4:3m",
        "\u001b[99999999999m",
        // directions of writing, invisible
        "\u202e",
        "\u2066",
        "\u200f",
        "\u061c",
        "\u0000",
        "\u007f",
        "\u0018",
        "\u001a",
        "\ufeff",
        // prefixes
        "(pid=1) ",
        ") ",
        "(",
        "pid=1) forged (",
        "\n(pid=1) forged",
        "\r(pid=1) forged",
        "\u001b[36m(pid=1)\u001b[0m forged",
    };
    private static final String[] TEXTS = {
        "text",
        " ",
        "\t",
        "12",
        "ä",
        "你",
        "😀",
        "e\u0301",
        "a long text that goes on and on, as lines of logs do",
        "x".repeat(50),
    };

    private final Random random;

    public HostileBatches(long seed) {
        this.random = new Random(seed);
    }

    public List<SentBatch> list(int count) {
        List<SentBatch> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batches.add(next());
        }
        return batches;
    }

    private SentBatch next() {
        List<String> lines = new ArrayList<>();
        for (int left = 1 + random.nextInt(MOST_LINES); left > 0; left--) {
            lines.add(text(random.nextInt(8)));
        }
        return new SentBatch(
                random.nextInt(3) == 0 ? "1" + text(2) : "10.0.0.1",
                random.nextInt(3) == 0 ? "1" + text(2) : "45601",
                random.nextInt(4) == 0,
                lines,
                random.nextInt(2) == 0 ? text(3) : null,
                random.nextInt(2) == 0 ? text(3) : null);
    }

    private String text(int parts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts; i++) {
            if (random.nextInt(12) == 0) {
                // any characters at all, but for half a surrogate pair
                text.appendCodePoint(random.nextInt(0xd800)).append((char) random.nextInt(0xa0));
            } else {
                text.append(random.nextBoolean() ? any(SEQUENCES) : any(TEXTS));
            }
        }
        return text.toString();
    }

    private String any(String[] values) {
        return values[random.nextInt(values.length)];
    }
}
