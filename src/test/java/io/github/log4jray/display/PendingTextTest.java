package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.text.Utf8Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingTextTest {

    private static final Batch BATCH = new Batch(null, "1", null, false, List.of(), null, null, 1, null);

    private final Screen screen = new Screen();
    private final PendingText text = new PendingText(screen.console(), new StepAttempts());
    private boolean fails = true;
    private int forgotten;

    /** Its first line, or report, ends in the middle. */
    private final LineFormat format = new LineFormat() {
        @Override
        public void write(Batch source, String line, long repeats, Utf8Buffer out) {
            out.add("half ");
            if (fails) {
                fails = false;
                throw new OutOfMemoryError("of the test");
            }
            out.add(line).add('\n');
        }

        @Override
        public void writeLoss(Batch batch, Utf8Buffer out) {
            write(batch, "lost", 0, out);
        }

        @Override
        public void forget() {
            forgotten++;
        }
    };

    @Test
    void lineThatEndsInTheMiddleIsAddedWholeTheNextTime() {
        assertThatThrownBy(() -> text.add(format, BATCH, "line", 0, false)).isInstanceOf(OutOfMemoryError.class);
        text.add(format, BATCH, "line", 0, false);
        text.flush();

        assertThat(screen.text()).isEqualTo("half line\n");
        assertThat(forgotten).isEqualTo(1);
    }

    @Test
    void reportThatEndsInTheMiddleIsAddedWholeTheNextTime() {
        assertThatThrownBy(() -> text.addLoss(format, BATCH, false)).isInstanceOf(OutOfMemoryError.class);
        text.addLoss(format, BATCH, false);
        text.flush();

        assertThat(screen.text()).isEqualTo("half lost\n");
    }
}
