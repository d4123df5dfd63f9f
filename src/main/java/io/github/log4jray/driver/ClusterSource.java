package io.github.log4jray.driver;

import io.github.log4jray.display.Display;
import io.github.log4jray.gcs.GcsAddress;
import io.github.log4jray.protocol.TransportThread;
import io.github.log4jray.ray.JoinedCluster;
import io.github.log4jray.ray.RayWorker;
import io.github.log4jray.session.JobLocator;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.OptionalLibrary;
import io.github.log4jray.settings.ReportOnce;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The clusters of Ray whose workers' lines a driver shows: those that its configuration names, and that which this
 * process joins, and from which it has its job then. No hook tells that it has joined one, so a thread looks.
 */
final class ClusterSource implements BatchSource {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** A worker starts, and its first line is published, in more than half a second. */
    private static final long LOOK_MILLIS = 50;

    private static final Duration LAST_OF_FORMER = Duration.ofSeconds(2);

    private final String owner;
    private final JobLocator jobLocator;
    private final Consumer<String> jobs;
    private final Display display;
    private final boolean followsRay;
    private final List<GcsSource> named;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private GcsSource joined;
    private JoinedCluster cluster;

    /** The one that this process has joined last, also after it has left it. */
    private volatile JoinedCluster latest;

    /**
     * @param owner names the appender in what is reported
     * @param sources say which clusters
     * @param jobLocator has the job of this process, where it joins none; without one all jobs are shown
     * @param jobs is told the job that Ray gives to this process
     * @param display shows the lines
     */
    ClusterSource(String owner, SourceSettings sources, JobLocator jobLocator, Consumer<String> jobs, Display display) {
        this.owner = owner;
        this.jobLocator = jobLocator;
        this.jobs = jobs;
        this.display = display;
        this.followsRay = sources.followsRay();
        this.named = sources.gcs().stream()
                .map(address -> new GcsSource(owner, address, () -> hasLeft(address), display))
                .toList();
        String job = jobLocator.configuredJobId();
        boolean mayJoin = JoinedCluster.isPossible() && !RayWorker.isThis(Environment.process());
        if (job != null || !mayJoin) {
            named.forEach(source -> source.follow(job == null ? "" : job));
        }
        if (mayJoin) {
            new TransportThread(this::look, "log4jray-driver-ray").start();
        }
    }

    private void look() {
        attempt(this::subscribeEarly);
        try {
            do {
                attempt(() -> follow(JoinedCluster.current()));
            } while (!stopped.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What goes wrong is tried again: the application may be without memory for a moment. */
    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            if (ReportOnce.LOG_CHANNEL.first()) {
                LOGGER.warn("{}: can't follow the cluster of Ray now, trying again", owner, e);
            }
        }
    }

    /** Nothing is missed where a subscription begins before {@code Ray.init()}. */
    private synchronized void subscribeEarly() {
        GcsAddress address = SourceSettings.gcsOrNull(Environment.process().property("ray.address"));
        if (followsRay && address != null && stopped.getCount() > 0) {
            joined = subscribe(address);
        }
    }

    private synchronized void follow(JoinedCluster now) {
        if (stopped.getCount() == 0 || (now == null ? cluster == null : now.equals(cluster))) {
            return;
        }
        if (now == null) {
            // What its workers have written is shown all the same.
            cluster = null;
            return;
        }
        latest = now;
        if (jobLocator.claimJobOfRay(now.job())) {
            jobs.accept(now.job());
        }
        named.forEach(source -> source.follow(now.job()));
        GcsAddress address = SourceSettings.gcsOrNull(now.address());
        if (followsRay && address != null) {
            GcsSource former = joined;
            if (former == null || !former.address().equals(address)) {
                joined = subscribe(address);
                if (former != null) {
                    former.stop(LAST_OF_FORMER);
                }
            }
            if (joined != null) {
                joined.follow(now.job());
            }
        }
        cluster = now;
    }

    /** A cluster that the driver has started itself ends in the middle of {@code Ray.shutdown()}. */
    private boolean hasLeft(GcsAddress address) {
        JoinedCluster known = latest;
        return known != null && address.equals(SourceSettings.gcsOrNull(known.address())) && known.isLeft();
    }

    private GcsSource subscribe(GcsAddress address) {
        if (OptionalLibrary.GRPC.isPresent()) {
            return new GcsSource(owner, address, () -> hasLeft(address), display);
        }
        if (ReportOnce.MISSING_LIBRARY.first("gRPC")) {
            LOGGER.warn(
                    "{}: what workers write to Ray's log files is not shown: that needs {}, which is not on the class"
                            + " path",
                    owner,
                    OptionalLibrary.GRPC.artifact());
        }
        return null;
    }

    @Override
    public void stop(Duration timeout) {
        long until = System.nanoTime() + timeout.toNanos();
        GcsSource last;
        stopped.countDown();
        synchronized (this) {
            last = joined;
        }
        named.forEach(source -> source.stop(left(until)));
        if (last != null) {
            last.stop(left(until));
        }
    }

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }

    @Override
    public synchronized long batchesRefused() {
        return named.stream().mapToLong(GcsSource::batchesRefused).sum()
                + (joined == null ? 0 : joined.batchesRefused());
    }
}
