package io.github.log4jray.testing.ray;

import io.github.log4jray.context.RuntimeContext;
import io.ray.api.ActorHandle;
import io.ray.api.ObjectRef;
import io.ray.api.Ray;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;

/**
 * A driver with tasks and actors that log on threads of all kinds. It prints what each of them knows of itself from
 * Ray: {@code <word> <job> <node> <actor or -> <task>}, separated by tabs. Then it
 * prints {@code done}, and stays until its standard input ends.
 */
public final class RayIdsWork {

    private static final Logger LOGGER = LogManager.getLogger(RayIdsWork.class);

    /** How many calls of a concurrent actor run at a time. */
    public static final int CONCURRENT = 3;

    /** The node that the driver calls itself at last. */
    public static final String TOLD_NODE = "ee".repeat(28);

    private RayIdsWork() {}

    public static void main(String[] arguments) throws IOException {
        LOGGER.info("before");
        Ray.init();
        RayLogging.removeCopyOfNativeLibrary();
        LOGGER.info("first of the driver");
        for (String word : List.of("one", "two", "three")) {
            System.out.println(Ray.task(RayIdsWork::task, word).remote().get());
        }
        System.out.println(Ray.task(Loading::task, "loading").remote().get());
        ActorHandle<Worker> actor =
                Ray.actor(Worker::new, "actor").setMaxConcurrency(1).remote();
        for (String word : List.of("call", "again")) {
            System.out.println(actor.task(Worker::call, word).remote().get());
        }
        System.out.println(actor.task(Worker::creation).remote().get());
        ActorHandle<Worker> concurrent = Ray.actor(Worker::new, "concurrent")
                .setMaxConcurrency(CONCURRENT)
                .remote();
        for (String round : List.of("a", "b")) {
            List<ObjectRef<String>> together = new ArrayList<>();
            for (int i = 0; i < CONCURRENT; i++) {
                together.add(concurrent.task(Worker::together, round + i).remote());
            }
            Ray.get(together).forEach(System.out::println);
        }
        System.out.println(knows("driver"));
        RayLogging.awaitNodeId();
        LOGGER.info("last of the driver");
        inThread(() -> LOGGER.info("thread of the driver"));
        RuntimeContext.setProcess(
                RuntimeContext.newBuilder().setNodeId(TOLD_NODE).build());
        LOGGER.info("told");
        System.out.println("done");
        System.in.transferTo(OutputStream.nullOutputStream());
        Ray.shutdown();
        LOGGER.info("after");
    }

    /** @return the word and what Ray says of this thread */
    static String knows(String word) {
        io.ray.api.runtimecontext.RuntimeContext ray = Ray.getRuntimeContext();
        String actor;
        try {
            actor = ray.getCurrentActorId().toString();
        } catch (RuntimeException e) {
            actor = "-";
        }
        return Stream.of(word, ray.getCurrentJobId(), ray.getCurrentNodeId(), actor, ray.getCurrentTaskId())
                .map(Object::toString)
                .reduce((one, other) -> one + "\t" + other)
                .orElseThrow();
    }

    /** Logs on this thread, on others that it starts, and with ids of its own. */
    public static String task(String word) {
        LOGGER.info("task {}", word);
        Runnable logs = RuntimeContext.wrap(() -> LOGGER.info("wrapped {}", word));
        inThread(() -> {
            LOGGER.info("thread {}", word);
            logs.run();
            LOGGER.info("bare again {}", word);
        });
        RuntimeContext own =
                RuntimeContext.newBuilder().setTaskId("0".repeat(48)).build();
        try (RuntimeContext.Scope scope = RuntimeContext.enter(own)) {
            LOGGER.info("entered {}", word);
        }
        ThreadContext.put("job_id", "mine");
        LOGGER.info("put {}", word);
        ThreadContext.clearAll();
        LOGGER.info("end {}", word);
        return knows(word);
    }

    static void inThread(Runnable work) {
        Thread thread = new Thread(work);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A task whose class logs when it is loaded, which is before it begins. */
    public static final class Loading {

        static {
            // the driver loads it too
            if (System.getProperty("ray.session-dir") != null) {
                LOGGER.info("loads loading");
            }
        }

        private Loading() {}

        public static String task(String word) {
            LOGGER.info("task {}", word);
            return knows(word);
        }
    }

    /** An actor. */
    public static final class Worker {

        private final CyclicBarrier barrier = new CyclicBarrier(CONCURRENT);
        private final String created;

        public Worker(String word) {
            LOGGER.info("creates {}", word);
            created = knows("creates " + word);
        }

        public String creation() {
            return created;
        }

        public String call(String word) {
            LOGGER.info("task {}", word);
            inThread(() -> LOGGER.info("thread {}", word));
            return knows(word);
        }

        public String together(String word) throws InterruptedException, BrokenBarrierException {
            barrier.await();
            LOGGER.info("task {}", word);
            barrier.await();
            LOGGER.info("end {}", word);
            return knows(word);
        }
    }
}
