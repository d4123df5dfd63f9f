package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

/** Which job and which worker id a process finds in its session. */
class JobLocatorTest extends WithJobLocator {

    private static final String WORKER_OF_RAY = "0e".repeat(28);

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
