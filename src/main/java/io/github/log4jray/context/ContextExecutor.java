package io.github.log4jray.context;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs each task with the {@link RuntimeContext} of the thread that has submitted it. Thread-safe if the executor is. */
final class ContextExecutor implements ExecutorService {

    private final ExecutorService executor;

    ContextExecutor(ExecutorService executor) {
        this.executor = executor;
    }

    private static <T> List<Callable<T>> wrapped(Collection<? extends Callable<T>> work) {
        return work.stream().<Callable<T>>map(RuntimeContext::wrap).toList();
    }

    @Override
    public void execute(Runnable work) {
        executor.execute(RuntimeContext.wrap(work));
    }

    @Override
    public <T> Future<T> submit(Callable<T> work) {
        return executor.submit(RuntimeContext.wrap(work));
    }

    @Override
    public <T> Future<T> submit(Runnable work, T result) {
        return executor.submit(RuntimeContext.wrap(work), result);
    }

    @Override
    public Future<?> submit(Runnable work) {
        return executor.submit(RuntimeContext.wrap(work));
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> work) throws InterruptedException {
        return executor.invokeAll(wrapped(work));
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> work, long timeout, TimeUnit unit)
            throws InterruptedException {
        return executor.invokeAll(wrapped(work), timeout, unit);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> work) throws InterruptedException, ExecutionException {
        return executor.invokeAny(wrapped(work));
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> work, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return executor.invokeAny(wrapped(work), timeout, unit);
    }

    @Override
    public void shutdown() {
        executor.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return executor.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return executor.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return executor.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return executor.awaitTermination(timeout, unit);
    }

    /** Executors have this method from JDK 19 on. The default of the interface must not replace that of the executor. */
    public void close() {
        if (executor instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("can't close " + executor, e);
            }
        } else {
            shutdown();
        }
    }
}
