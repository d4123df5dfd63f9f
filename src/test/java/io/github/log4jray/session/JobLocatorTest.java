package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.settings.Attributes;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.TempDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which job and which worker id a process finds in its session. */
class JobLocatorTest {

    private static final String WORKER_OF_RAY = "0e".repeat(28);

    @TempDir
    private Path directory;

    private final AtomicLong nanoTime = new AtomicLong();
    private Session session;

    @BeforeEach
    void session() throws IOException {
        session = Session.named(directory.resolve("session"), null).make();
    }

    private static ProcessIds ids(String jobId, String workerId, Map<String, String> variables) {
        return ProcessIds.configured(
                new Attributes("Test", "test"), Environment.of(Map.of(), variables), jobId, workerId);
    }

    private JobLocator locator(ProcessRole role, ProcessIds ids) {
        return new JobLocator(new ProcessIdentity(session, ids, role), () -> null, nanoTime::get);
    }

    private JobLocator locator(ProcessRole role) {
        return locator(role, ids(null, null, Map.of()));
    }

    private List<String> claims() {
        return !Files.exists(session.bookkeepingDirectory())
                ? List.of()
                : TempDirectory.names(session.bookkeepingDirectory()).stream()
                        .filter(name -> name.startsWith("job-"))
                        .toList();
    }

    private void claimedByOthers(int first, int last) throws IOException {
        Path claims = session.makeBookkeepingDirectory();
        for (int i = first; i <= last; i++) {
            Files.createFile(claims.resolve("job-%02x%02x0000".formatted(i & 255, i >> 8)));
        }
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private void publish(String driver, String job, ServerSocket socket) throws IOException {
        new DriverEndpoint(driver.repeat(32), job, "tcp://127.0.0.1:" + socket.getLocalPort(), "token", 1)
                .publish(session);
    }

    @Test
    void driverClaimsTheFirstJobOnce() throws Exception {
        JobLocator driver = locator(ProcessRole.DRIVER);

        assertThat(driver.claimOrDiscoverJob()).isEqualTo("01000000");
        assertThat(driver.claimOrDiscoverJob()).isEqualTo("01000000");
        assertThat(locator(ProcessRole.DRIVER).claimOrDiscoverJob()).isEqualTo("01000000");
        assertThat(claims()).containsExactly("job-01000000");
        assertThat(Files.readString(session.bookkeepingDirectory().resolve("job-01000000")))
                .isEqualTo(ProcessIds.pid() + "\n");
    }

    @Test
    void driverClaimsAJobInEachSession() throws Exception {
        locator(ProcessRole.DRIVER).claimOrDiscoverJob();
        session = Session.named(directory.resolve("other"), null).make();

        assertThat(locator(ProcessRole.DRIVER).claimOrDiscoverJob()).isEqualTo("01000000");
        assertThat(claims()).containsExactly("job-01000000");
    }

    @Test
    void driverClaimsTheFirstJobThatIsFree() throws Exception {
        claimedByOthers(1, 199);
        claimedByOthers(201, 255);

        assertThat(locator(ProcessRole.DRIVER).claimOrDiscoverJob()).isEqualTo("c8000000");
    }

    @Test
    void jobsAreCountedInLittleEndian() throws Exception {
        claimedByOthers(1, 256);

        assertThat(locator(ProcessRole.DRIVER).claimOrDiscoverJob()).isEqualTo("01010000");
    }

    @Test
    void driverClaimsItsConfiguredJobToo() {
        JobLocator driver = locator(ProcessRole.DRIVER, ids(null, null, Map.of("RAY_JOB_ID", "0b000000")));

        assertThat(driver.claimOrDiscoverJob()).isEqualTo("0b000000");
        assertThat(claims()).containsExactly("job-0b000000");
    }

    @Test
    void driverWithAnotherDriversJobKeepsThatClaim() throws Exception {
        Path claim = session.makeBookkeepingDirectory().resolve("job-0b000000");
        Files.writeString(claim, "1\n");

        assertThat(locator(ProcessRole.DRIVER, ids("0b000000", null, Map.of())).claimOrDiscoverJob())
                .isEqualTo("0b000000");
        assertThat(claim).hasContent("1");
    }

    @Test
    void driverWithoutASessionHasOnlyItsConfiguredJob() {
        session = null;

        assertThat(locator(ProcessRole.DRIVER).claimOrDiscoverJob()).isNull();
        assertThat(locator(ProcessRole.DRIVER, ids("0b000000", null, Map.of())).claimOrDiscoverJob())
                .isEqualTo("0b000000");
    }

    @Test
    void driverThatCannotClaimReportsThatOnceAndGoesOn() throws Exception {
        Files.createFile(session.bookkeepingDirectory());
        try (StatusMessages messages = StatusMessages.listen()) {
            JobLocator driver = locator(ProcessRole.DRIVER);
            assertThat(driver.claimOrDiscoverJob()).isNull();
            assertThat(driver.claimOrDiscoverJob()).isNull();
            assertThat(locator(ProcessRole.DRIVER, ids("0b000000", null, Map.of()))
                            .claimOrDiscoverJob())
                    .isEqualTo("0b000000");
            assertThat(messages.containing(
                            Level.ERROR,
                            "can't claim a job",
                            session.directory().toString()))
                    .hasSize(1);
        }
    }

    @Test
    void jobOfRayIsClaimedSoThatNoOtherDriverClaimsIt() {
        assertThat(locator(ProcessRole.DRIVER).claimJobOfRay("01000000")).isTrue();
        assertThat(locator(ProcessRole.DRIVER).claimOrDiscoverJob()).isEqualTo("02000000");
    }

    @Test
    void jobOfAnAttributeOverridesThatOfRay() {
        assertThat(locator(ProcessRole.DRIVER, ids("07000000", null, Map.of())).claimJobOfRay("01000000"))
                .isFalse();
        assertThat(locator(ProcessRole.DRIVER).claimOrDiscoverJob()).isEqualTo("01000000");
    }

    @Test
    void firstJobOfADriverStaysWhenAnotherIsConfiguredLater() {
        assertThat(locator(ProcessRole.DRIVER).claimFirstJobOfDriver()).isEqualTo("01000000");
        JobLocator later = locator(ProcessRole.DRIVER, ids(null, null, Map.of("RAY_JOB_ID", "0b000000")));

        assertThat(later.claimFirstJobOfDriver()).isEqualTo("01000000");
        assertThat(later.claimOrDiscoverJob()).isEqualTo("0b000000");
    }

    @Test
    void firstJobOfADriverIsThatOfItsAttribute() {
        assertThat(locator(ProcessRole.DRIVER).claimFirstJobOfDriver()).isEqualTo("01000000");
        assertThat(locator(ProcessRole.DRIVER, ids("0b000000", null, Map.of())).claimFirstJobOfDriver())
                .isEqualTo("0b000000");
    }

    @Test
    void processWithoutARoleClaimsAndDiscoversNone() throws Exception {
        try (ServerSocket driver = listen()) {
            publish("a", "01000000", driver);

            assertThat(locator(ProcessRole.NONE).claimOrDiscoverJob()).isNull();
            assertThat(claims()).isEmpty();
        }
    }

    @Test
    void processWithoutARoleHasTheJobThatAnotherAppenderHasFound() {
        locator(ProcessRole.DRIVER).claimOrDiscoverJob();

        assertThat(locator(ProcessRole.NONE).claimOrDiscoverJob()).isEqualTo("01000000");
    }

    @Test
    void workerDiscoversTheJobOfTheOnlyDriver() throws Exception {
        JobLocator worker = locator(ProcessRole.WORKER);
        assertThat(worker.claimOrDiscoverJob()).isNull();
        try (ServerSocket driver = listen()) {
            publish("a", "03000000", driver);

            assertThat(worker.claimOrDiscoverJob()).isEqualTo("03000000");
        }
    }

    @Test
    void workerKeepsTheJobThatItHasDiscovered() throws Exception {
        try (ServerSocket driver = listen()) {
            publish("a", "03000000", driver);
            locator(ProcessRole.WORKER).claimOrDiscoverJob();
        }
        try (ServerSocket another = listen()) {
            publish("b", "04000000", another);

            assertThat(locator(ProcessRole.WORKER).claimOrDiscoverJob()).isEqualTo("03000000");
        }
    }

    @Test
    void workerFollowsTheDriverThatIsStartedAgain() throws Exception {
        try (ServerSocket first = listen()) {
            publish("a", "03000000", first);
            assertThat(locator(ProcessRole.WORKER).claimOrRediscoverJob()).isEqualTo("03000000");
        }
        assertThat(locator(ProcessRole.WORKER).claimOrRediscoverJob())
                .as("none else")
                .isEqualTo("03000000");
        try (ServerSocket next = listen()) {
            publish("b", "04000000", next);

            assertThat(locator(ProcessRole.WORKER).claimOrRediscoverJob()).isEqualTo("04000000");
            assertThat(locator(ProcessRole.WORKER).claimOrDiscoverJob()).isEqualTo("04000000");
            assertThat(locator(ProcessRole.NONE).currentJobId()).isEqualTo("04000000");
        }
    }

    @Test
    void workerStaysWithALiveDriverBesideAnother() throws Exception {
        try (ServerSocket first = listen();
                ServerSocket another = listen()) {
            publish("a", "03000000", first);
            assertThat(locator(ProcessRole.WORKER).claimOrRediscoverJob()).isEqualTo("03000000");
            publish("b", "01000000", another);

            assertThat(locator(ProcessRole.WORKER).claimOrRediscoverJob()).isEqualTo("03000000");
        }
    }

    @Test
    void ofTwoSuccessorsTheWorkerTakesNoneAndReportsThat() throws Exception {
        try (ServerSocket one = listen();
                ServerSocket another = listen();
                StatusMessages messages = StatusMessages.listen()) {
            try (ServerSocket first = listen()) {
                publish("a", "03000000", first);
                locator(ProcessRole.WORKER).claimOrRediscoverJob();
            }
            publish("b", "04000000", one);
            publish("c", "05000000", another);

            assertThat(locator(ProcessRole.WORKER).claimOrRediscoverJob()).isEqualTo("03000000");
            assertThat(messages.containing(Level.ERROR, "has several drivers", "job 04000000", "job 05000000"))
                    .hasSize(1);
        }
    }

    @Test
    void configuredOrClaimedJobDoesNotFollowAnotherDriver() throws Exception {
        try (ServerSocket another = listen()) {
            publish("b", "04000000", another);

            assertThat(locator(ProcessRole.WORKER, ids("03000000", null, Map.of()))
                            .claimOrRediscoverJob())
                    .isEqualTo("03000000");
            assertThat(locator(ProcessRole.DRIVER).claimOrRediscoverJob()).isEqualTo("01000000");
            assertThat(locator(ProcessRole.WORKER).claimOrRediscoverJob()).isEqualTo("01000000");
        }
    }

    @Test
    void driverWhoseProcessIsGoneIsDeadWhateverAddressItNames() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        DriverEndpoint killed =
                new DriverEndpoint("a".repeat(32), "01000000", "tcp://192.0.2.1:4560", "token", process.pid());
        killed.publish(session);
        assertThat(DriverEndpoint.of(session, "01000000")).isEqualTo(killed);
        process.destroyForcibly().waitFor();
        try (ServerSocket alive = listen()) {
            publish("b", "02000000", alive);

            assertThat(locator(ProcessRole.WORKER).claimOrDiscoverJob()).isEqualTo("02000000");
        }
    }

    @Test
    void threadThatLooksForTheDriverAlsoAsksOtherHosts() throws Exception {
        // no TCP connection can have this address
        new DriverEndpoint("a".repeat(32), "01000000", "tcp://255.255.255.255:4560", "token", 0).publish(session);
        try (ServerSocket alive = listen();
                StatusMessages messages = StatusMessages.listen()) {
            publish("b", "02000000", alive);

            assertThat(locator(ProcessRole.WORKER).claimOrDiscoverJob())
                    .as("not known yet")
                    .isNull();
            assertThat(messages.containing(Level.ERROR, "has several drivers")).isEmpty();
            assertThat(locator(ProcessRole.WORKER).claimOrRediscoverJob()).isEqualTo("02000000");
        }
    }

    @Test
    void laterAppenderRaisesTheRoleOfTheProcess() throws Exception {
        assertThat(locator(ProcessRole.NONE).claimOrDiscoverJob()).isNull();
        locator(ProcessRole.WORKER).claimOrDiscoverJob();
        try (ServerSocket driver = listen()) {
            publish("a", "03000000", driver);
            assertThat(locator(ProcessRole.NONE).claimOrDiscoverJob())
                    .as("a worker")
                    .isEqualTo("03000000");
        }
        assertThat(locator(ProcessRole.DRIVER).claimOrDiscoverJob()).isEqualTo("01000000");

        assertThat(locator(ProcessRole.WORKER).claimOrDiscoverJob())
                .as("a driver")
                .isEqualTo("01000000");
        assertThat(locator(ProcessRole.NONE).findWorkerId()).isEqualTo("01000000" + "f".repeat(48));
    }

    @Test
    void workerIgnoresADriverThatAcceptsNoConnection() throws Exception {
        try (ServerSocket alive = listen()) {
            ServerSocket dead = listen();
            publish("a", "01000000", dead);
            dead.close();
            publish("b", "02000000", alive);

            assertThat(locator(ProcessRole.WORKER).claimOrDiscoverJob()).isEqualTo("02000000");
        }
    }

    @Test
    void workerDoesNotProbeADriverOfAnotherHost() throws Exception {
        // an address for documentation, to which no route leads: a connection to it would time out
        new DriverEndpoint("a".repeat(32), "01000000", "tcp://192.0.2.1:4560", "token", 1).publish(session);

        assertThat(locator(ProcessRole.WORKER).claimOrDiscoverJob()).isEqualTo("01000000");
    }

    @Test
    void driverThatIsPublishedForTwoJobsIsOneDriver() throws Exception {
        try (ServerSocket driver = listen()) {
            publish("a", "02000000", driver);
            publish("a", "01000000", driver);

            assertThat(locator(ProcessRole.WORKER).claimOrDiscoverJob()).isEqualTo("01000000");
        }
    }

    @Test
    void ofTwoDriversTheWorkerDiscoversNoneAndReportsThatOnce() throws Exception {
        try (ServerSocket one = listen();
                ServerSocket another = listen();
                StatusMessages messages = StatusMessages.listen()) {
            publish("a", "01000000", one);
            publish("b", "02000000", another);
            JobLocator worker = locator(ProcessRole.WORKER);

            assertThat(worker.claimOrDiscoverJob()).isNull();
            assertThat(worker.claimOrDiscoverJob()).isNull();
            assertThat(messages.containing(Level.ERROR, "has several drivers", "job 01000000", "job 02000000"))
                    .hasSize(1);
        }
    }

    @Test
    void workerWithAConfiguredJobDiscoversNone() throws Exception {
        try (ServerSocket driver = listen()) {
            publish("a", "01000000", driver);

            assertThat(locator(ProcessRole.WORKER, ids(null, null, Map.of("RAY_JOB_ID", "0b000000")))
                            .claimOrDiscoverJob())
                    .isEqualTo("0b000000");
            assertThat(locator(ProcessRole.WORKER).currentJobId()).isNull();
        }
    }

    @Test
    void currentJobIsLookedForOnlyInMemory() throws Exception {
        try (ServerSocket driver = listen()) {
            publish("a", "01000000", driver);

            assertThat(locator(ProcessRole.WORKER).currentJobId()).isNull();
            assertThat(locator(ProcessRole.DRIVER).currentJobId()).isNull();
            assertThat(claims()).isEmpty();
        }
    }

    @Test
    void currentJobIsTheFirstOneAtOnceAndAnotherOneAfter50Milliseconds() throws Exception {
        claimedByOthers(1, 1);
        SessionJobs jobs = new SessionJobs(session);
        JobLocator locator = locator(ProcessRole.WORKER);
        assertThat(locator.currentJobId()).isNull();
        jobs.keepDiscovered("01000000");
        assertThat(locator.currentJobId()).isEqualTo("01000000");
        jobs.claimNext();
        nanoTime.addAndGet(50_000_000);
        assertThat(locator.currentJobId()).isEqualTo("01000000");
        nanoTime.addAndGet(1);
        assertThat(locator.currentJobId()).isEqualTo("02000000");
    }

    @Test
    void workerIdIsTheConfiguredOne() {
        String attribute = "0a".repeat(28);
        String variable = "0b".repeat(28);
        ProcessIds both = ids(null, attribute, Map.of("RAY_WORKER_ID", variable));

        assertThat(locator(ProcessRole.DRIVER, both).findWorkerId()).isEqualTo(attribute);
        assertThat(locator(ProcessRole.DRIVER, ids(null, null, Map.of("RAY_WORKER_ID", variable)))
                        .findWorkerId())
                .isEqualTo(variable);
        assertThat(claims()).isEmpty();
    }

    @Test
    void workerIdOfRayTakesPrecedenceOverTheEnvironment() {
        ProcessIds ids = ids(null, null, Map.of("RAY_WORKER_ID", "0b".repeat(28)));
        ProcessIdentity identity = new ProcessIdentity(session, ids, ProcessRole.WORKER);

        assertThat(new JobLocator(identity, () -> WORKER_OF_RAY, nanoTime::get).findWorkerId())
                .isEqualTo(WORKER_OF_RAY);
    }

    @Test
    void workerIdOfADriverIsItsJobPadded() {
        assertThat(locator(ProcessRole.DRIVER).findWorkerId()).isEqualTo("01000000" + "f".repeat(48));
        assertThat(claims()).containsExactly("job-01000000");
        assertThat(locator(ProcessRole.NONE).findWorkerId())
                .as("of another appender of that driver")
                .isEqualTo("01000000" + "f".repeat(48));
    }

    @Test
    void workerIdIsElseARandomOneWhichStays() {
        String worker = locator(ProcessRole.WORKER).findWorkerId();

        assertThat(worker).matches("[0-9a-f]{56}");
        assertThat(locator(ProcessRole.NONE).findWorkerId()).isEqualTo(worker);
    }
}
