package io.github.log4jray.context;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Many tasks that log at the same time, each with a runtime context of its own, on threads and executors of this kind:
 * {@code platform} or {@code virtual}. Arguments: the kind, and how many.
 */
final class ContextOnThreads {

    private static final Logger LOGGER = LogManager.getLogger(ContextOnThreads.class);

    private final boolean virtual;
    private final int count;
    private final AtomicInteger left = new AtomicInteger();
    private final CyclicBarrier together;

    private ContextOnThreads(boolean virtual, int count) {
        this.virtual = virtual;
        this.count = count;
        this.together = new CyclicBarrier(count);
    }

    public static void main(String[] arguments) throws Exception {
        ContextOnThreads program = new ContextOnThreads(arguments[0].equals("virtual"), Integer.parseInt(arguments[1]));
        program.inThreads();
        program.inExecutor();
    }

    private static RuntimeContext task(String name) {
        return RuntimeContext.newBuilder().setTaskName(name).build();
    }

    private Thread start(Runnable work) throws ReflectiveOperationException {
        if (virtual) {
            return (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
        }
        Thread thread = new Thread(work);
        thread.start();
        return thread;
    }

    private void inThreads() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            threads.add(start(() -> scopes(number)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** All are in their scopes at the same time, and between the lines a virtual thread leaves its carrier to others. */
    private void scopes(int number) {
        LOGGER.info("bare {}", number);
        try (RuntimeContext.Scope outer = RuntimeContext.enter(task("outer-" + number))) {
            awaitOthers();
            LOGGER.info("outer {}", number);
            try (RuntimeContext.Scope inner = RuntimeContext.enter(task("inner-" + number))) {
                awaitOthers();
                LOGGER.info("inner {}", number);
            }
            awaitOthers();
            LOGGER.info("outer again {}", number);
        }
        awaitOthers();
        LOGGER.info("bare again {}", number);
    }

    private void awaitOthers() {
        try {
            together.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is given is done when the thread that gives it is in no scope any more. */
    private void inExecutor() throws Exception {
        ExecutorService executor = virtual
                ? (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null)
                : Executors.newFixedThreadPool(4);
        ExecutorService wrapped = RuntimeContext.wrap(executor);
        CountDownLatch given = new CountDownLatch(1);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            try (RuntimeContext.Scope scope = RuntimeContext.enter(task("pooled-" + number))) {
                all.add(wrapped.submit(() -> {
                    given.await();
                    LOGGER.info("pooled {}", number);
                    return null;
                }));
            }
            all.add(executor.submit(() -> LOGGER.info("left behind {}", left.getAndIncrement())));
        }
        given.countDown();
        for (Future<?> one : all) {
            one.get();
        }
        wrapped.shutdown();
    }

    /** @return the lines that it logs in all, with the name of the task that each belongs to, without an order */
    public static List<String> lines(int count) {
        return IntStream.range(0, count)
                .boxed()
                .flatMap(i -> List.of(
                        "bare " + i + "|",
                        "outer " + i + "|outer-" + i,
                        "inner " + i + "|inner-" + i,
                        "outer again " + i + "|outer-" + i,
                        "bare again " + i + "|",
                        "pooled " + i + "|pooled-" + i,
                        "left behind " + i + "|")
                        .stream())
                .toList();
    }
}
