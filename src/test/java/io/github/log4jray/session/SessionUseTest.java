package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.testing.fixtures.Patience;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionUseTest {

    @TempDir
    private Path directory;

    private Session session() throws IOException {
        return Session.named(directory.resolve("session"), null).make();
    }

    private List<String> registered() throws IOException {
        return TempDirectory.names(directory.resolve("session/log4jray"));
    }

    @Test
    void sessionIsInUseUntilTheLastAppenderStops() throws Exception {
        Session session = session();
        SessionUse one = SessionUse.of(session);
        SessionUse another = SessionUse.of(session);
        one.registration().renew();
        assertThat(another).isSameAs(one);

        one.end();
        assertThat(registered()).hasSize(2);
        another.end();
        assertThat(registered()).isEmpty();
    }

    /** Takes two seconds. */
    @Test
    void storageThatTakesNothingHoldsUpAStopForALimitedTime() throws Exception {
        SessionUse use = SessionUse.of(session());
        use.registration().renew();
        CountDownLatch blocks = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        // a write to the registration that does not return
        Thread writer = new Thread(() -> {
            synchronized (use.registration()) {
                blocks.countDown();
                hold(goesOn);
            }
        });
        writer.start();
        blocks.await();

        use.end();

        boolean blocked = writer.isAlive();
        goesOn.countDown();
        writer.join();
        assertThat(blocked)
                .as("the stop has not waited for the end of the write")
                .isTrue();
        await().untilAsserted(() -> assertThat(registered()).isEmpty());
    }

    private static void hold(CountDownLatch until) {
        try {
            until.await(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
