package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.StatusMessages;
import java.net.ServerSocket;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

/** Which job a worker has of the drivers in its session. */
class DiscoveredJobTest extends WithJobLocator {

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
    void driverWithoutAnAnswerIsNotLiveWhateverAddressItNames() throws Exception {
        // no TCP connection can have this address
        new DriverEndpoint("a".repeat(32), "01000000", "tcp://255.255.255.255:4560", "token", 1).publish(session);

        assertThat(locator(ProcessRole.WORKER).claimOrDiscoverJob()).isNull();
        assertThat(locator(ProcessRole.WORKER).claimOrRediscoverJob()).isNull();
        assertThat(locator(ProcessRole.WORKER).currentJobId()).isNull();
    }

    @Test
    void driverThatAnswersAtAnotherAddressThanLoopbackIsLive() throws Exception {
        try (ServerSocket driver = listen()) {
            // Linux connects this address with the loopback interface
            new DriverEndpoint("a".repeat(32), "01000000", "tcp://0.0.0.0:" + driver.getLocalPort(), "token", 1)
                    .publish(session);

            assertThat(locator(ProcessRole.WORKER).claimOrDiscoverJob()).isEqualTo("01000000");
        }
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
}
