package io.github.log4jray.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BackgroundThreadTest {

    private static final InheritableThreadLocal<String> OF_APPLICATION = new InheritableThreadLocal<>();
    private static final CountDownLatch END = new CountDownLatch(1);

    @Test
    void takesNothingOverFromTheThreadThatMakesIt() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>("not run");
        AtomicReference<Thread> made = new AtomicReference<>();
        Thread application = new Thread(new ThreadGroup("of an application"), () -> {
            OF_APPLICATION.set("inherited");
            Thread.currentThread().setPriority(Thread.MAX_PRIORITY);
            made.set(BackgroundThread.of(() -> seen.set(OF_APPLICATION.get()), "log4jray-test"));
        });
        application.setContextClassLoader(BackgroundThreadTest.class.getClassLoader());
        application.start();
        application.join();

        Thread thread = made.get();
        assertThat(thread.getThreadGroup().getParent()).isNull();
        assertThat(thread.getContextClassLoader()).isNull();
        assertThat(thread.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getName()).isEqualTo("log4jray-test");
        thread.start();
        thread.join();
        assertThat(seen.get()).isNull();
    }

    /** Of the application: it logs, and so a thread is started. */
    public static final class FirstToLog implements Callable<Thread> {
        @Override
        public Thread call() {
            Thread thread = Starter.started();
            return thread;
        }
    }

    /** Of this library. */
    public static final class Starter {

        private Starter() {}

        public static Thread started() {
            Thread thread = BackgroundThread.of(Starter::work, "log4jray-test");
            thread.start();
            return thread;
        }

        private static void work() {
            try {
                END.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Has a copy of one class alone. */
    private static final class ApplicationLoader extends ClassLoader {

        private ApplicationLoader() {
            super(BackgroundThreadTest.class.getClassLoader());
        }

        private Class<?> copy(Class<?> original) throws IOException {
            try (InputStream bytes =
                    original.getResourceAsStream("/" + original.getName().replace('.', '/') + ".class")) {
                byte[] all = bytes.readAllBytes();
                return defineClass(original.getName(), all, 0, all.length);
            }
        }
    }

    private static WeakReference<ClassLoader> loaderOfAnApplicationThatHasLogged() throws Exception {
        ApplicationLoader loader = new ApplicationLoader();
        Object first = loader.copy(FirstToLog.class).getConstructor().newInstance();
        assertThat(((Callable<?>) first).call()).isInstanceOf(BackgroundThread.class);
        return new WeakReference<>(loader);
    }

    @Test
    void keepsNoClassLoaderOfItsCallers() throws Exception {
        WeakReference<ClassLoader> loader = loaderOfAnApplicationThatHasLogged();
        try {
            Awaitility.await().atMost(Patience.LONG).until(() -> {
                System.gc();
                return loader.get() == null;
            });
        } finally {
            END.countDown();
        }
    }
}
