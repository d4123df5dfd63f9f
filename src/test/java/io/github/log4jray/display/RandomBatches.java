package io.github.log4jray.display;

import io.github.log4jray.driver.SentBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Batches of a few processes that log much alike, with all that Ray treats in a way of its own. */
final class RandomBatches {

    private static final int MOST_LINES = 8;
    private static final String[] IPS = {"10.0.0.1", "10.0.0.1", "10.0.0.2", "fe80::1"};
    private static final String[] PIDS = {
        "1", "2", "45601", "45602", "45603", "0", "-7", "9223372036854775807", "raylet", "raylet", "gcs_server", "a b",
    };
    private static final String[] NAMES = {
        null, null, "", "task", "MyActor(index=2)", "größer 你 😀", "with  spaces ", "f(g(x), y)",
    };

    /** What a line is made of: numbers of Python, white space of Python, words. */
    private static final String[] PARTS = {
        "batch",
        "done",
        "0x1F",
        "12",
        "v2",
        "a\u0663b",
        "\ud835\udfd8x",
        "m\u00b2",
        "\u2460",
        "größe",
        "你好",
        "é",
        "\u00e90",
        "\u00a0",
        "\u3000",
        "\t",
        "  ",
        "\u2003",
        "a_very_long_word_without_any_digit",
        "longer_than_eight_8",
        "😀",
        "",
        "x",
        "-",
        "[Error:",
        "ms",
        "(a)",
        "percent%",
        "\\d",
        "12345678",
        "abcdefgh",
    };

    /** White space of Python that a driver shows escaped. */
    private static final String[] ODD_SPACES = {"\u000b", "\u001c", "\u001f", "\u0085", "\u2028", "\u2029", "\r"};

    private static final String[] MAGIC = {
        ":info_message:",
        ":info_message:",
        ":event_summary:",
        "__ray_tqdm_magic_token__",
        "__ray_testing_never_deduplicate__",
        "Error:",
        "Warning:",
    };

    private final Random random;
    private final List<String> templates = new ArrayList<>();
    private final boolean shown;

    /**
     * @param seed of the random numbers
     * @param shown whether they are to be shown: then batches of the autoscaler are among them, and nothing that is
     *     escaped
     */
    RandomBatches(long seed, boolean shown) {
        this.random = new Random(seed);
        this.shown = shown;
        for (int i = 0; i < 40; i++) {
            templates.add(text(PARTS, 1 + random.nextInt(6)));
        }
    }

    List<SentBatch> list(int count) {
        List<SentBatch> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batches.add(next());
        }
        return batches;
    }

    SentBatch next() {
        List<String> lines = new ArrayList<>();
        for (int left = random.nextInt(MOST_LINES + 1); left > 0; left--) {
            lines.add(line());
        }
        boolean autoscaler = shown && random.nextInt(20) == 0;
        return new SentBatch(
                any(IPS), autoscaler ? "autoscaler" : any(PIDS), random.nextInt(3) == 0, lines, any(NAMES), any(NAMES));
    }

    int nextInt(int bound) {
        return random.nextInt(bound);
    }

    private String line() {
        switch (random.nextInt(10)) {
            case 0:
                return text(PARTS, random.nextInt(8));
            case 1:
                return any(templates)
                        + any(MAGIC)
                        + text(PARTS, 2)
                        + (random.nextInt(4) == 0 ? any(MAGIC) + "end" : "");
            case 2:
                return any(templates) + " " + random.nextInt(1000);
            case 3:
                return "  " + any(templates).replace(" ", shown ? "\t" : any(ODD_SPACES)) + " ";
            default:
                return any(templates);
        }
    }

    private String text(String[] parts, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(any(parts));
        }
        return text.toString();
    }

    private String any(String[] values) {
        return any(Arrays.asList(values));
    }

    private String any(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
