package io.github.log4jray.testing.ray;

import io.ray.api.ActorHandle;
import io.ray.api.Ray;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A driver that joins Ray and leaves it several times, and an actor that leaves it, each while ten threads log. Prints
 * {@code job <id>} each time, and {@code done}.
 */
public final class RayIdsShutdown {

    /** How often the driver joins. */
    public static final int TIMES = 3;

    private static final Logger LOGGER = LogManager.getLogger(RayIdsShutdown.class);
    private static final int THREADS = 10;
    private static final int LINES = 200;

    private RayIdsShutdown() {}

    public static void main(String[] arguments) throws InterruptedException {
        for (int i = 0; i < TIMES; i++) {
            Busy busy = new Busy();
            Ray.init();
            if (i == 0) {
                RayLogging.removeCopyOfNativeLibrary();
                ActorHandle<Leaving> actor = Ray.actor(Leaving::new).remote();
                System.out.println(actor.task(Leaving::leave).remote().get());
                actor.kill();
            }
            System.out.println("job " + Ray.getRuntimeContext().getCurrentJobId());
            RayLogging.awaitNodeId();
            LOGGER.info("joined {}", i);
            Ray.shutdown();
            busy.end();
        }
        for (int i = 0; i < TIMES; i++) {
            // what is read once is read while it leaves already
            Busy busy = new Busy();
            Ray.init();
            Ray.shutdown();
            busy.end();
        }
        System.out.println("done");
    }

    /** An actor whose process goes on logging when it has left Ray. */
    public static final class Leaving {

        public String leave() throws InterruptedException {
            Busy busy = new Busy();
            Ray.shutdown();
            busy.end();
            return "the actor has left";
        }
    }

    /** Threads that log until they have logged for a while after the end has been asked for. */
    private static final class Busy {

        private final CountDownLatch begun = new CountDownLatch(THREADS);
        private final List<Thread> threads =
                IntStream.range(0, THREADS).mapToObj(i -> new Thread(this::log)).toList();
        private volatile boolean ends;

        Busy() throws InterruptedException {
            threads.forEach(Thread::start);
            begun.await();
        }

        private void log() {
            LOGGER.info("busy");
            begun.countDown();
            while (!ends) {
                LOGGER.info("busy");
            }
            for (int i = 0; i < LINES; i++) {
                LOGGER.info("busy");
            }
        }

        void end() throws InterruptedException {
            ends = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
