package io.github.log4jray.settings;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A daemon thread of this library. All our threads are of this class, so that capture of the standard streams recognises
 * them and what they print goes to the original streams.
 *
 * <p>A thread is made by whichever thread of the application logs first, and may live as long as the JVM. So it takes
 * nothing over from that thread: it has the topmost thread group, which is never destroyed, normal priority, no context
 * class loader and no inheritable thread-locals.
 */
public class BackgroundThread extends Thread {

    /**
     * Call {@link #of} instead, which also leaves out the access control context of the caller.
     *
     * @param work runs on the thread
     * @param name of the thread: {@code log4jray-} and what it does
     */
    protected BackgroundThread(Runnable work, String name) {
        super(topmostGroup(), work, name, 0, false);
        setDaemon(true);
        setPriority(NORM_PRIORITY);
        setContextClassLoader(null);
    }

    /**
     * @param work runs on the thread
     * @param name of the thread: {@code log4jray-} and what it does
     * @return a thread that is not started
     */
    public static BackgroundThread of(Runnable work, String name) {
        return withoutCallersAccess(() -> new BackgroundThread(work, name));
    }

    /**
     * @param name of the threads, before their number: {@code log4jray-} and what they do
     * @return makes threads of this class
     */
    public static ThreadFactory factory(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> of(work, name + "-" + count.incrementAndGet());
    }

    /**
     * Makes a thread whose access control context has this library's classes alone, and none of its callers. A thread keeps
     * that context, and with it the class loaders of all callers, until its end (JDK 17 to 23).
     *
     * @param <T> a subclass
     * @param constructor makes the thread
     * @return the thread
     */
    @SuppressWarnings(
            "removal") // the only way to do so; from JDK 24 on it calls the action, and threads keep no context
    protected static <T extends BackgroundThread> T withoutCallersAccess(PrivilegedAction<T> constructor) {
        return AccessController.doPrivileged(constructor);
    }

    private static ThreadGroup topmostGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }
}
