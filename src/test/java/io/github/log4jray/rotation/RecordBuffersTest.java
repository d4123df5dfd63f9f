package io.github.log4jray.rotation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RecordBuffersTest {

    private static final int SIZE = 1024;
    private static final byte[] RECORD = "a record\n".getBytes(UTF_8);

    private final RecordBuffers buffers = new RecordBuffers(new ScheduledTask(() -> {}));
    private final LostRecords lost = new LostRecords(Path.of("app.log"));

    private int add(boolean now) {
        return buffers.add(RECORD, RECORD.length, SIZE, null, false, now);
    }

    @Test
    void recordThatMustBeWrittenNowTakesItsBufferWithAllBeforeIt() {
        add(false);

        assertThat(add(true)).isEqualTo(RecordBuffers.WRITE_TAKEN);

        assertThat(buffers.taken().remaining()).isEqualTo(2);
    }

    @Test
    void whileABufferIsWrittenTheNextRecordsGatherInTheOther() {
        add(true);
        RecordBuffer first = buffers.taken();

        assertThat(add(true)).isEqualTo(RecordBuffers.NOTHING_DUE);
        assertThat(add(true)).isEqualTo(RecordBuffers.NOTHING_DUE);

        assertThat(buffers.taken()).isSameAs(first);
        buffers.giveBack(SIZE);
        assertThat(buffers.take(true, lost)).isFalse();
        assertThat(buffers.taken().remaining()).isEqualTo(2);
    }

    @Test
    void bufferThatWasGivenBackFillsAgain() {
        add(true);
        RecordBuffer first = buffers.taken();
        buffers.giveBack(SIZE);
        add(true);
        buffers.giveBack(SIZE);

        add(true);

        assertThat(buffers.taken()).isSameAs(first);
        assertThat(first.remaining()).isEqualTo(1);
    }

    @Test
    void droppedRecordsAreCountedBeforeTheNextRecordIsWritten() {
        buffers.dropped = 3;

        assertThat(add(true)).isEqualTo(RecordBuffers.NOTHING_DUE);
        buffers.take(true, lost);

        assertThat(lost.missing).isEqualTo(3);
        assertThat(buffers.taken().remaining()).isEqualTo(1);
    }

    @Test
    void fullBufferIsWrittenBeforeTheRecord() {
        int most = SIZE / RECORD.length;
        for (int i = 0; i <= most; i++) {
            add(false);
        }

        assertThat(add(true)).isNotEqualTo(RecordBuffers.WRITE_TAKEN);

        assertThat(buffers.take(true, lost)).isTrue();
        assertThat(buffers.taken().remaining()).isEqualTo(most);
    }
}
