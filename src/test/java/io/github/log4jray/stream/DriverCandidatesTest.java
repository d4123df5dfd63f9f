package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.protocol.BusyException;
import io.github.log4jray.protocol.RejectedException;
import io.github.log4jray.session.Address;
import io.github.log4jray.stream.DriverCandidates.Candidate;
import io.github.log4jray.stream.StreamSender.Driver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In which order addresses are tried. */
final class DriverCandidatesTest {

    private static final Driver ONE = new Driver(Address.parse("127.0.0.1:1001"), "");
    private static final Driver TWO = new Driver(Address.parse("127.0.0.1:1002"), "");

    private final DriverCandidates candidates = new DriverCandidates(Duration.ofMinutes(10));

    private List<Driver> begin() {
        return drivers(candidates.begin(List.of(ONE, TWO), false));
    }

    private static List<Driver> drivers(List<Candidate> order) {
        return order.stream().map(Candidate::driver).toList();
    }

    private Candidate candidate(Driver driver) {
        return candidates.begin(List.of(driver), true).get(0);
    }

    @Test
    void orderIsThatOfTheLocator() {
        assertThat(begin()).containsExactly(ONE, TWO);
    }

    @Test
    void addressThatHasFailedComesLastUntilItConnects() {
        Candidate one = candidate(ONE);
        candidates.begin(List.of(ONE, TWO), false);
        candidates.failed(one, new IOException("unreachable"));
        assertThat(begin()).containsExactly(TWO, ONE);
        candidates.succeeded(one);
        assertThat(begin()).containsExactly(ONE, TWO);
    }

    @Test
    void addressThatHasRejectedTheProcessIsLeftOutForAWhileButNotAtAStop() {
        Candidate one = candidate(ONE);
        candidates.begin(List.of(ONE, TWO), false);
        candidates.failed(one, new RejectedException("token", null));
        assertThat(begin()).containsExactly(TWO);
        assertThat(drivers(candidates.begin(List.of(ONE, TWO), true))).containsExactly(TWO, ONE);
    }

    @Test
    void problemNamesEveryAddressAndIsARejectionOnlyIfAllAre() {
        List<Candidate> order = candidates.begin(List.of(ONE, TWO), false);
        candidates.failed(order.get(0), new RejectedException("token", null));
        candidates.failed(order.get(1), new IOException("refused"));
        assertThat(candidates.problem())
                .isNotInstanceOf(RejectedException.class)
                .hasMessage("tcp://127.0.0.1:1001: token; tcp://127.0.0.1:1002: refused");
        candidates.begin(List.of(ONE, TWO), false);
        candidates.failed(order.get(1), new RejectedException("version", null));
        assertThat(candidates.problem()).isInstanceOf(RejectedException.class);
    }

    @Test
    void problemIsABusyDriverIfAllAnswerAndOneIsBusy() {
        List<Candidate> order = candidates.begin(List.of(ONE, TWO), false);
        candidates.failed(order.get(0), new BusyException());
        candidates.failed(order.get(1), new IOException("refused"));
        assertThat(candidates.problem()).isNotInstanceOf(BusyException.class);
        candidates.begin(List.of(ONE, TWO), false);
        candidates.failed(order.get(0), new BusyException());
        candidates.failed(order.get(1), new RejectedException("version", null));
        assertThat(candidates.problem())
                .isInstanceOf(BusyException.class)
                .hasMessageContaining("tcp://127.0.0.1:1001: it is busy")
                .hasMessageContaining("tcp://127.0.0.1:1002: version");
    }

    @Test
    void unknownHostIsACandidateWithoutAnAddress() {
        Driver nowhere = new Driver(Address.parse("unknown.invalid:1001"), "");
        assertThat(candidates.begin(List.of(nowhere), false))
                .singleElement()
                .satisfies(candidate ->
                        assertThat(candidate.socket().isUnresolved()).isTrue());
    }
}
