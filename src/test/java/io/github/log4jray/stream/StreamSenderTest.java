package io.github.log4jray.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.session.Address;
import io.github.log4jray.stream.StreamSender.Driver;
import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.github.log4jray.testing.fixtures.Threads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

/** When the sender connects, and what it sends. */
class StreamSenderTest extends WithSender {

    @Test
    void sendsAnEmptyLineAfterASilence() throws IOException {
        try (FakeDriver.Connection connection = listener.welcome(DRIVER, 0)) {
            assertThat(connection.nextLine()).isEmpty();
            connection.say("");
            log("line");
            assertThat(connection.nextLine()).contains("\"line\"").contains("\"job\":null");
            assertThat(connection.nextLine()).isEmpty();
        }
    }

    @Test
    void connectsAgainWhereTheDriverHasFallenSilent() throws IOException {
        try (FakeDriver.Connection silent = listener.welcome(DRIVER, 0)) {
            log("line");
            silent.next();
            try (FakeDriver.Connection again = listener.welcome(DRIVER, 0)) {
                assertThat(again.nextLines()).isEqualTo(List.of("line"));
                assertThat(silent.hasEnded()).isFalse();
                await().until(() -> {
                    while (!silent.hasEnded() && silent.nextLine().isEmpty()) {
                        again.say("");
                    }
                    return silent.hasEnded();
                });
            }
        }
    }

    @Test
    void staysConnectedWithADriverThatOnlySendsEmptyLines() throws IOException {
        try (FakeDriver.Connection connection = listener.welcome(DRIVER, 0)) {
            for (int i = 0; i < 20; i++) {
                assertThat(connection.nextLine()).isEmpty();
                connection.say("");
            }
        }
    }

    @Test
    void connectsAgainWhereHelloIsNotAnswered() throws IOException {
        try (FakeDriver.Connection mute = listener.accept();
                FakeDriver.Connection next = listener.accept()) {
            assertThat(mute.next()).containsEntry("v", 2L);
            assertThat(next.next()).containsEntry("v", 2L);
        }
    }

    @Test
    void triesAgainAfterARefusalAndAtOnceWhereAnotherDriverIsKnown() throws IOException {
        try (StatusMessages messages = StatusMessages.listen();
                FakeDriver other = FakeDriver.listen()) {
            for (int i = 0; i < 3; i++) {
                refuse("version");
            }
            known = new Driver(new Address.Tcp("127.0.0.1", other.port()), FakeDriver.TOKEN);
            try (FakeDriver.Connection connection = other.accept()) {
                assertThat(connection.next()).containsEntry("v", 2L);
            }
            assertThat(messages.containing(Level.ERROR, "\"sender\"", "\"version\""))
                    .hasSize(1);
        }
    }

    @Test
    void somebodyWhoInterruptsAllThreadsDoesNotEndTheConnection() throws IOException {
        try (FakeDriver.Connection connection = listener.welcome(DRIVER, 0)) {
            log("before");
            assertThat(connection.nextLines()).isEqualTo(List.of("before"));
            assertThat(Threads.interrupt("log4jray-driver-stream")).isPositive();
            log("after");
            assertThat(connection.nextLines()).isEqualTo(List.of("after"));
        }
    }

    @Test
    void answerThatProvesNothingGetsNoLine() throws Exception {
        try (StatusMessages messages = StatusMessages.listen();
                FakeDriver.Connection connection = listener.accept()) {
            log("line");
            connection.next();
            connection.say("{\"v\":1,\"driver\":\"" + DRIVER + "\",\"acked\":0}");
            assertThat(connection.nextLineOrEnd()).isNull();
            try (FakeDriver.Connection again = listener.welcome(DRIVER, 0)) {
                assertThat(again.nextLines()).isEqualTo(List.of("line"));
                assertThat(messages.containing(Level.ERROR, "\"sender\"", "does not prove that it knows the token"))
                        .hasSize(1);
            }
        }
    }

    /** As where another process that knows the token has sent a batch with a number of 18 digits. */
    @Test
    void senderThatAnotherProcessHasUsedGoesOnUnderANewIdAndLosesNothing() throws Exception {
        try (StatusMessages messages = StatusMessages.listen()) {
            Object before;
            try (FakeDriver.Connection connection = listener.accept()) {
                before = connection.welcome(DRIVER, 0).get("sender");
                log("line");
                assertThat(connection.next()).containsEntry("seq", 1L);
            }
            try (FakeDriver.Connection connection = listener.accept()) {
                connection.welcome(DRIVER, 999_999_999_999_999_999L);
                assertThat(connection.nextLineOrEnd()).isNull();
            }
            try (FakeDriver.Connection connection = listener.accept()) {
                assertThat(connection.welcome(DRIVER, 0).get("sender")).isNotEqualTo(before);
                assertThat(connection.nextLines()).isEqualTo(List.of("line"));
                connection.acknowledge(2);
                assertThat(connection.nextLineOrEnd()).isNull();
            }
            try (FakeDriver.Connection connection = listener.welcome(DRIVER, 0)) {
                assertThat(connection.nextLines()).isEqualTo(List.of("line"));
            }
            assertThat(messages.containing(Level.WARN, "another process has sent lines under the id of this sender"))
                    .isNotEmpty();
        }
    }

    @Test
    void withoutATokenThereIsNoConnection() throws Exception {
        try (StatusMessages messages = StatusMessages.listen();
                FakeDriver another = FakeDriver.listen()) {
            known = new Driver(new Address.Tcp("127.0.0.1", another.port()), "shorter than 16");
            log("line");
            await().until(() -> !messages.containing(Level.ERROR, "\"sender\"", "16 characters")
                    .isEmpty());
            assertThat(messages.containing(Level.ERROR, "shorter than")).isEmpty();
            known = new Driver(new Address.Tcp("127.0.0.1", another.port()), FakeDriver.TOKEN);
            try (FakeDriver.Connection connection = another.welcome(DRIVER, 0)) {
                assertThat(connection.nextLines()).isEqualTo(List.of("line"));
            }
        }
    }

    @Test
    void triesTheNextDriverIfTheFirstDoesNotListen() throws IOException {
        try (FakeDriver other = FakeDriver.listen()) {
            listener.close();
            others = List.of(new Driver(new Address.Tcp("127.0.0.1", other.port()), FakeDriver.TOKEN));
            log("line");
            try (FakeDriver.Connection connection = other.welcome(DRIVER, 0)) {
                assertThat(connection.nextLines()).isEqualTo(List.of("line"));
            }
        }
    }

    @Test
    void triesTheNextDriverIfTheFirstRefuses() throws IOException {
        try (FakeDriver other = FakeDriver.listen()) {
            others = List.of(new Driver(new Address.Tcp("127.0.0.1", other.port()), FakeDriver.TOKEN));
            log("line");
            refuse("token");
            try (FakeDriver.Connection connection = other.welcome(DRIVER, 0)) {
                assertThat(connection.nextLines()).isEqualTo(List.of("line"));
            }
        }
    }

    @Test
    void linesThatWaitedForADriverGoToItsSuccessorUnderTheJobOfThatOne() throws IOException {
        discoveredJob = "01000000";
        log("first");
        try (FakeDriver.Connection first = listener.welcome(DRIVER, 0)) {
            assertThat(first.next()).containsEntry("job", "01000000");
            log("second");
            first.next();
            known = null;
        }
        log("third");
        discoveredJob = "02000000";
        try (FakeDriver successor = FakeDriver.listen()) {
            known = new Driver(new Address.Tcp("127.0.0.1", successor.port()), FakeDriver.TOKEN);
            try (FakeDriver.Connection connection = successor.welcome(ANOTHER, 0)) {
                List<Object> lines = new ArrayList<>();
                while (lines.size() < 3) {
                    Map<String, Object> batch = connection.next();
                    assertThat(batch).containsEntry("job", "02000000");
                    lines.addAll((List<?>) batch.get("lines"));
                }
                assertThat(lines).isEqualTo(List.of("first", "second", "third"));
            }
        }
    }

    @Test
    void looksForAnotherDriverWhileTheOneThatItKnowsIsBusy() throws IOException {
        int refusals = 6;
        try (StatusMessages messages = StatusMessages.listen();
                FakeDriver other = FakeDriver.listen()) {
            int before = looks.get();
            for (int i = 0; i < refusals; i++) {
                refuse("busy");
            }
            assertThat(looks.get() - before).isGreaterThanOrEqualTo(2 * (refusals - 1));
            assertThat(messages.containing(Level.WARN, "\"sender\"", "it is busy"))
                    .hasSize(1);
            known = new Driver(new Address.Tcp("127.0.0.1", other.port()), FakeDriver.TOKEN);
            try (FakeDriver.Connection connection = other.welcome(DRIVER, 0)) {
                log("line");
                assertThat(connection.nextLines()).isEqualTo(List.of("line"));
            }
        }
    }

    @Test
    void warnsOnceThatThereIsNoDriverAndSaysWhenThereIsOne() throws IOException {
        try (StatusMessages messages = StatusMessages.listen(Level.INFO);
                FakeDriver late = FakeDriver.listen()) {
            startWithoutADriver();
            await().until(() -> messages.containing(Level.WARN, "\"sender\": no driver was found", "anywhere")
                            .size()
                    == 1);
            int before = looks.get();
            await().until(() -> looks.get() > before + 2);
            assertThat(messages.containing(Level.WARN, "no driver was found")).hasSize(1);
            known = new Driver(new Address.Tcp("127.0.0.1", late.port()), FakeDriver.TOKEN);
            try (FakeDriver.Connection connection = late.welcome(DRIVER, 0)) {
                await().until(() -> messages.containing(Level.INFO, "\"sender\": connected", "127.0.0.1")
                                .size()
                        == 1);
                assertThat(connection.hasEnded()).isFalse();
            }
        }
    }

    @Test
    void noErrorEndsTheThread() throws IOException {
        startWithoutADriver();
        errors.addAll(List.of(
                new OutOfMemoryError("test"),
                new StackOverflowError(),
                new InternalError("test"),
                new AssertionError()));
        await().until(errors::isEmpty);
        try (FakeDriver late = FakeDriver.listen()) {
            known = new Driver(new Address.Tcp("127.0.0.1", late.port()), FakeDriver.TOKEN);
            log("line");
            try (FakeDriver.Connection connection = late.welcome(DRIVER, 0)) {
                assertThat(connection.nextLines()).isEqualTo(List.of("line"));
            }
        }
    }
}
