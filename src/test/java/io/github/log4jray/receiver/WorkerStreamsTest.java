package io.github.log4jray.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is remembered of senders is bounded, whatever number of ids those use who know the token. */
class WorkerStreamsTest {

    private static final int MOST = 10;

    @Test
    void thoseThatWereAwayForTheLongestTimeAreForgotten() {
        WorkerStreams senders = new WorkerStreams(null, MOST);
        WorkerStream first = senders.get("first");
        WorkerStream second = senders.get("second");
        for (int i = 2; i < MOST; i++) {
            senders.get("sender " + i);
        }
        assertThat(senders.get("first")).isSameAs(first);
        senders.get("one too many");
        assertThat(senders.get("first")).isSameAs(first);
        assertThat(senders.get("second")).isNotSameAs(second);
    }
}
