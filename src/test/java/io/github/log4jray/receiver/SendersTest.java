package io.github.log4jray.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is remembered of senders is bounded, whatever number of ids those use who know the token. */
class SendersTest {

    private static final int MOST = 10;

    @Test
    void thoseThatWereAwayForTheLongestTimeAreForgotten() {
        Senders senders = new Senders(null, MOST);
        Sender first = senders.get("first");
        Sender second = senders.get("second");
        for (int i = 2; i < MOST; i++) {
            senders.get("sender " + i);
        }
        assertThat(senders.get("first")).isSameAs(first);
        senders.get("one too many");
        assertThat(senders.get("first")).isSameAs(first);
        assertThat(senders.get("second")).isNotSameAs(second);
    }
}
