package io.github.log4jray.stream;

import io.github.log4jray.protocol.BusyException;
import io.github.log4jray.protocol.RejectedException;
import io.github.log4jray.session.Address;
import io.github.log4jray.stream.StreamSender.Driver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The addresses at which the sender tries to find a driver: every address of every host name. An address that has failed
 * at its last attempt comes after the others; otherwise the order is that of the locator and of the name service. An
 * address where a driver has rejected this process is left out for a while. For the sender's thread.
 */
final class DriverCandidates {

    /**
     * One address to try.
     *
     * @param driver the driver that may listen there
     * @param socket where to connect; unresolved if the host is not known; null for a Redis, whose client finds the
     *     addresses itself
     */
    record Candidate(Driver driver, InetSocketAddress socket) {
        // Written by hand, as in each record that is compared: JDK 17 keeps the class whose generated method was linked
        // last.
        @Override
        public boolean equals(Object other) {
            return other instanceof Candidate candidate
                    && driver.equals(candidate.driver)
                    && Objects.equals(socket, candidate.socket);
        }

        @Override
        public int hashCode() {
            return Objects.hash(driver, socket);
        }

        @Override
        public String toString() {
            boolean literal = socket == null
                    || socket.isUnresolved()
                    || driver.address().host().equals(socket.getAddress().getHostAddress());
            return driver + (literal ? "" : " [" + socket.getAddress().getHostAddress() + "]");
        }
    }

    private record Rejection(RejectedException reason, long until) {}

    private final Duration rejectedPause;
    private final Set<Candidate> failed = new HashSet<>();
    private final Map<Candidate, Rejection> rejected = new HashMap<>();

    /** The problems of the present round. */
    private final Map<Candidate, IOException> problems = new HashMap<>();

    private List<Candidate> round = List.of();

    /** @param rejectedPause for how long an address is left out */
    DriverCandidates(Duration rejectedPause) {
        this.rejectedPause = rejectedPause;
    }

    /**
     * Begins a round of attempts. It asks the name service.
     *
     * @param drivers the drivers that are known now
     * @param all whether those that have rejected this process are tried as well
     * @return the addresses to try, in this order
     */
    List<Candidate> begin(List<Driver> drivers, boolean all) {
        round = drivers.stream().flatMap(driver -> resolve(driver).stream()).toList();
        problems.clear();
        failed.retainAll(round);
        rejected.keySet().retainAll(round);
        long now = System.nanoTime();
        if (all) {
            rejected.clear();
        }
        rejected.values().removeIf(rejection -> rejection.until - now <= 0);
        rejected.forEach((candidate, rejection) -> problems.put(candidate, rejection.reason));
        List<Candidate> order = new ArrayList<>(round);
        order.removeAll(rejected.keySet());
        order.removeAll(failed);
        round.stream()
                .filter(candidate -> failed.contains(candidate) && !rejected.containsKey(candidate))
                .forEach(order::add);
        return order;
    }

    private static List<Candidate> resolve(Driver driver) {
        if (!(driver.address() instanceof Address.Tcp tcp)) {
            return List.of(new Candidate(driver, null));
        }
        try {
            List<Candidate> candidates = new ArrayList<>();
            for (InetAddress address : InetAddress.getAllByName(tcp.host())) {
                candidates.add(new Candidate(driver, new InetSocketAddress(address, tcp.port())));
            }
            return candidates;
        } catch (UnknownHostException e) {
            return List.of(new Candidate(driver, InetSocketAddress.createUnresolved(tcp.host(), tcp.port())));
        }
    }

    /** An attempt at this address has made a connection. */
    void succeeded(Candidate candidate) {
        failed.remove(candidate);
    }

    /** An attempt at this address has made no connection. */
    void failed(Candidate candidate, IOException reason) {
        problems.put(candidate, reason);
        failed.add(candidate);
        if (reason instanceof RejectedException rejection) {
            rejected.put(candidate, new Rejection(rejection, System.nanoTime() + rejectedPause.toNanos()));
        }
    }

    /** @return the problem of the present round, in which all addresses have failed */
    IOException problem() {
        if (round.size() == 1) {
            return problems.get(round.get(0));
        }
        String message = round.stream()
                .filter(problems::containsKey)
                .map(candidate -> candidate + ": " + problems.get(candidate).getMessage())
                .collect(Collectors.joining("; "));
        if (problems.values().stream().allMatch(RejectedException.class::isInstance)) {
            return new RejectedException(message, null);
        }
        boolean allAnswer = problems.values().stream()
                .allMatch(problem -> problem instanceof RejectedException || problem instanceof BusyException);
        return allAnswer ? new BusyException(message) : new IOException(message);
    }
}
