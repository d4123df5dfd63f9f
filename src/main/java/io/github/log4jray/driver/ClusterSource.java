package io.github.log4jray.driver;

import io.github.log4jray.display.BatchSource;
import io.github.log4jray.display.Display;
import io.github.log4jray.gcs.GcsAddress;
import io.github.log4jray.protocol.StepLoop;
import io.github.log4jray.protocol.TransportThread;
import io.github.log4jray.ray.JoinedCluster;
import io.github.log4jray.ray.RayWorker;
import io.github.log4jray.session.JobLocator;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.settings.OptionalLibrary;
import io.github.log4jray.settings.ReportOnce;
import io.github.log4jray.settings.UninterruptedWait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Brings lines from Ray clusters: from those that the configuration names, and from the one that this process joins, where
 * the driver also discovers its job. Ray has no hook for a joined cluster, so a thread polls.
 *
 * <p>A process with Ray on its class path may be a driver that joins a cluster soon. Until then it prints no lines of other
 * jobs. After {@link #JOIN_TIMEOUT}, or at its stop, it prints the same lines as a process without Ray.
 */
final class ClusterSource implements BatchSource {

    private static final Logger LOGGER = StatusLogger.getLogger();

    /** Shorter than a worker needs from its start to its first published line, which is half a second. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    /** How long the clusters that are named wait for the job that Ray gives to this process. */
    static final Duration JOIN_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration STOP_OF_FORMER = Duration.ofSeconds(2);

    private final String label;
    private final SourceSettings sources;
    private final JobLocator jobLocator;
    private final Environment environment;
    private final Consumer<String> discovered;
    private final Display display;
    private final Supplier<JoinedCluster> current;
    private final LongSupplier nanoTime;
    private final List<GcsSource> named = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private GcsSource joined;

    /** For the thread that polls. */
    private boolean subscribedEarly;

    private JoinedCluster cluster;
    private long startedAt;

    /** Whether the named clusters wait for a job. */
    private boolean isJobAwaited;

    /** The cluster that this process has joined last, also after it has left it. */
    private volatile JoinedCluster latest;

    /**
     * @param label names the appender in reports
     * @param sources name the clusters
     * @param jobLocator has the configured job of this process; where it has none and joins no cluster, the lines of all
     *     jobs are printed
     * @param environment may have the address of the cluster that the process will join
     * @param discovered is given each job that Ray gives to this process
     * @param display prints the lines
     */
    ClusterSource(
            String label,
            SourceSettings sources,
            JobLocator jobLocator,
            Environment environment,
            Consumer<String> discovered,
            Display display) {
        this(label, sources, jobLocator, environment, discovered, display, JoinedCluster::current, System::nanoTime);
    }

    /** With another way to find the cluster of this process, and another clock. */
    ClusterSource(
            String label,
            SourceSettings sources,
            JobLocator jobLocator,
            Environment environment,
            Consumer<String> discovered,
            Display display,
            Supplier<JoinedCluster> current,
            LongSupplier nanoTime) {
        this.label = label;
        this.sources = sources;
        this.jobLocator = jobLocator;
        this.environment = environment;
        this.discovered = discovered;
        this.display = display;
        this.current = current;
        this.nanoTime = nanoTime;
    }

    @Override
    public void start() {
        sources.gcs().forEach(address -> named.add(started(address)));
        boolean mayJoin = JoinedCluster.isPossible() && !RayWorker.isThis(environment);
        if (mayJoin && jobLocator.configuredJobId() == null) {
            synchronized (this) {
                startedAt = nanoTime.getAsLong();
                isJobAwaited = !named.isEmpty();
            }
        } else {
            followWithoutRay();
        }
        if (mayJoin) {
            TransportThread.of(new StepLoop(this::poll, this::reportProblem), "log4jray-driver-ray")
                    .start();
        }
    }

    private void followWithoutRay() {
        String job = jobLocator.configuredJobId();
        named.forEach(source -> source.follow(job == null ? "" : job));
    }

    private GcsSource started(GcsAddress address) {
        GcsSource source = new GcsSource(label, address, () -> hasLeft(address), display);
        source.start();
        return source;
    }

    /** Returns false at the stop. */
    private boolean poll() {
        if (!subscribedEarly) {
            subscribeEarly();
            subscribedEarly = true;
        }
        follow(current.get());
        followAfterTimeout();
        return !UninterruptedWait.until(
                POLL_INTERVAL, this::isStopped, nanos -> stopped.await(nanos, TimeUnit.NANOSECONDS));
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private void reportProblem(Throwable e) {
        if (ReportOnce.LOG_CHANNEL.first()) {
            LOGGER.warn("{}: can't follow the cluster of Ray now, trying again", label, e);
        }
    }

    /** A subscription that begins before {@code Ray.init()} misses nothing. */
    private synchronized void subscribeEarly() {
        GcsAddress address = SourceSettings.gcsOrNull(environment.property("ray.address"));
        if (sources.followsRay() && address != null && !isStopped()) {
            joined = subscribe(address);
        }
    }

    private synchronized void followAfterTimeout() {
        if (isJobAwaited && !isStopped() && nanoTime.getAsLong() - startedAt >= JOIN_TIMEOUT.toNanos()) {
            isJobAwaited = false;
            LOGGER.info(
                    "{}: this process has not joined a cluster of Ray within {} s; following {} as a process without Ray",
                    label,
                    JOIN_TIMEOUT.toSeconds(),
                    sources.gcs());
            followWithoutRay();
        }
    }

    private synchronized void follow(JoinedCluster now) {
        if (isStopped() || (now == null ? cluster == null : now.equals(cluster))) {
            return;
        }
        if (now == null) {
            // The lines that its workers have written before are printed nevertheless.
            cluster = null;
            return;
        }
        latest = now;
        if (jobLocator.claimJobOfRay(now.job())) {
            discovered.accept(now.job());
        }
        isJobAwaited = false;
        named.forEach(source -> source.follow(now.job()));
        GcsAddress address = SourceSettings.gcsOrNull(now.address());
        if (sources.followsRay() && address != null) {
            followJoined(address, now.job());
        }
        cluster = now;
    }

    private void followJoined(GcsAddress address, String job) {
        GcsSource former = joined;
        if (former == null || !former.address().equals(address)) {
            joined = subscribe(address);
            if (former != null) {
                former.stop(STOP_OF_FORMER);
            }
        }
        if (joined != null) {
            joined.follow(job);
        }
    }

    /** A cluster that the driver itself has started ends in the middle of {@code Ray.shutdown()}. */
    private boolean hasLeft(GcsAddress address) {
        JoinedCluster last = latest;
        return last != null && address.equals(SourceSettings.gcsOrNull(last.address())) && last.isLeft();
    }

    private GcsSource subscribe(GcsAddress address) {
        if (OptionalLibrary.GRPC.isPresent()) {
            return started(address);
        }
        if (ReportOnce.MISSING_LIBRARY.first("gRPC")) {
            LOGGER.warn(
                    "{}: lines of the workers on Ray are not shown: this needs {}, which is not on the class path",
                    label,
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
            if (isJobAwaited) {
                isJobAwaited = false;
                followWithoutRay();
            }
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
