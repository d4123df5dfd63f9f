package io.github.log4jray.display;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.github.log4jray.protocol.Batch;
import java.util.List;

/** What an autoscaler publishes is an event or nothing. */
public final class AutoscalerEventsFuzz {

    private AutoscalerEventsFuzz() {}

    /** @param data lines of an autoscaler */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        List<String> lines = data.consumeRemainingAsString().lines().toList();
        Batch batch = new Batch(null, AutoscalerEvents.PID, null, false, lines, null, null, 0, null);
        new AutoscalerEvents(true).print(batch, (source, line, repeats) -> {
            if (line == null || repeats != 0) {
                throw new AssertionError(lines);
            }
        });
    }
}
