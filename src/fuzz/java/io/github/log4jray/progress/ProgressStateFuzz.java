package io.github.log4jray.progress;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;

/** A line of a worker is a state whose line stays the same, or none. Half a surrogate pair becomes a question mark once. */
public final class ProgressStateFuzz {

    private static final String STATE =
            "{\"__magic_token__\": \"__ray_tqdm_magic_token__\", \"x\": %s, \"pos\": 0, \"desc\":"
                    + " \"%s\", \"total\": %s, \"unit\": \"%s\", \"ip\": null, \"pid\": 1, \"uuid\": \"u\", \"closed\": false}";

    private ProgressStateFuzz() {}

    /** @param data a line, or the members of a state */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        String line = data.consumeBoolean()
                ? STATE.formatted(
                        data.consumeAsciiString(20),
                        data.consumeString(300),
                        data.consumeAsciiString(20),
                        data.consumeString(20))
                : data.consumeRemainingAsString();
        ProgressState state = ProgressState.parse(line);
        if (state == null) {
            return;
        }
        ProgressState again = ProgressState.parse(state.line());
        if (!ProgressState.isIn(line) || again == null || !again.line().equals(state.line())) {
            throw new AssertionError(line + " is " + state + " and then " + again);
        }
    }
}
