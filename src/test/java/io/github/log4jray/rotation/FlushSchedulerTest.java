package io.github.log4jray.rotation;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class FlushSchedulerTest {

    private static final int ROUNDS = 3_000;
    private static final int LONGEST_NANOS = 300_000;

    /** The last file is closed while a task of it is handed to a new thread. */
    @Test
    void tasksAreRunAfterAnyEndOfAllFiles() {
        ScheduledTask nothing = new ScheduledTask(() -> {});
        for (int i = 0; i < ROUNDS; i++) {
            FlushScheduler.use();
            FlushScheduler.runAfter(0, nothing);
            long end = System.nanoTime() + (long) LONGEST_NANOS * i / ROUNDS;
            while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
            FlushScheduler.release();
        }

        CountDownLatch run = new CountDownLatch(1);
        FlushScheduler.use();
        FlushScheduler.runAfter(1, new ScheduledTask(run::countDown));
        await().until(() -> run.getCount() == 0);
        FlushScheduler.release();
    }
}
