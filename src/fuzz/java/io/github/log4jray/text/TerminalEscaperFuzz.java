package io.github.log4jray.text;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.util.regex.Pattern;

/** What was escaped can't change a terminal; colours may stay, and end with the text. */
public final class TerminalEscaperFuzz {

    private static final Pattern UNSAFE =
            Pattern.compile("[\\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
                    + "\u00ad\u180e\u200b-\u200d\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"
                    + "\\x{e0000}-\\x{e03ff}&&[^\t]]");
    private static final Pattern COLOR = Pattern.compile("\u001b\\[[0-9;:]*m");

    private TerminalEscaperFuzz() {}

    /** @param data a text that somebody logs */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        String plain = TerminalEscaper.of(text);
        check(plain, text);
        if (!plain.equals(TerminalEscaper.of(plain))) {
            throw new AssertionError("escaped twice: " + text);
        }
        String colored = TerminalEscaper.withColors(text);
        String withoutColors = COLOR.matcher(colored).replaceAll("");
        check(withoutColors, text);
        if (withoutColors.length() < colored.length() && !colored.endsWith(SgrSequence.RESET)) {
            throw new AssertionError("the colour goes on: " + text);
        }
    }

    private static void check(String visible, String text) {
        if (UNSAFE.matcher(visible).find()) {
            throw new AssertionError("not safe: " + text);
        }
    }
}
