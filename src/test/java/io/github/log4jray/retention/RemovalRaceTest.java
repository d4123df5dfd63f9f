package io.github.log4jray.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process comes back in the moment in which its log goes. */
class RemovalRaceTest {

    @TempDir
    private Path temp;

    private SimulatedSession simulated;
    private Path log;
    private final Map<String, Integer> registered = new HashMap<>();
    private final Set<Object> open = new HashSet<>();
    private Step meanwhile = () -> {};

    /** What happens between the two steps of a removal. */
    private interface Step {
        void run() throws IOException;
    }

    @BeforeEach
    void writeLog() throws IOException {
        simulated = new SimulatedSession(temp);
        log = simulated.session.logs().resolve("app.log");
        Files.writeString(log, "before\n");
    }

    private Removal remove() throws IOException {
        LogSet set;
        try (SafeDirectory logs = SafeDirectory.open(simulated.session.logs())) {
            set = LogScan.of(logs, Set.of()).sets().iterator().next();
        }
        try (SafeDirectory logs = SafeDirectory.open(simulated.session.logs());
                SafeDirectory bookkeeping = SafeDirectory.open(simulated.session.bookkeepingDirectory())) {
            Removal removal = new Removal(logs, bookkeeping, new Removal.Check() {
                @Override
                public Map<String, Integer> registered() throws IOException {
                    meanwhile.run();
                    return registered;
                }

                @Override
                public Set<Object> writtenFiles() {
                    return open;
                }
            });
            FoundFile file = set.files().get(0);
            removal.remove(List.of(new RemovalPlan.Doomed(set, file, file.modified(), false)));
            return removal;
        }
    }

    private void assertNothingIsLeftInBetween() throws IOException {
        try (var names = Files.list(simulated.session.bookkeepingDirectory())) {
            assertThat(names).isEmpty();
        }
    }

    @Test
    void nobodyComesBack() throws IOException {
        assertThat(remove().bytes()).isEqualTo(7);

        assertThat(simulated.files()).isEmpty();
        assertNothingIsLeftInBetween();
    }

    @Test
    void writerThatHasOpenedTheFileGetsItBack() throws IOException {
        try (FileOutputStream writer = new FileOutputStream(log.toFile(), true)) {
            meanwhile = () -> {
                writer.write("after\n".getBytes(StandardCharsets.UTF_8));
                registered.put("app.log", 5);
            };
            assertThat(remove().files()).isZero();
        }
        assertThat(log).hasContent("before\nafter\n");
        assertNothingIsLeftInBetween();
    }

    @Test
    void writerThatHasMadeANewFileHasTheOldOneAsABackup() throws IOException {
        meanwhile = () -> {
            Files.writeString(log, "after\n");
            registered.put("app.log", 5);
        };
        remove();

        assertThat(log).hasContent("after\n");
        assertThat(log.resolveSibling("app.log.1")).hasContent("before\n");
        assertNothingIsLeftInBetween();
    }

    @Test
    void processWithoutLog4jRayGetsAnOpenFileBack() throws IOException {
        open.add(SimulatedSession.key(log));

        remove();

        assertThat(log).hasContent("before\n");
    }

    @Test
    void fileThatWasWrittenSinceItWasFoundStays() throws IOException {
        LogSet set;
        try (SafeDirectory logs = SafeDirectory.open(simulated.session.logs())) {
            set = LogScan.of(logs, Set.of()).sets().iterator().next();
        }
        simulated.file(log, 50, Duration.ofDays(1));
        FoundFile file = set.files().get(0);
        try (SafeDirectory logs = SafeDirectory.open(simulated.session.logs());
                SafeDirectory bookkeeping = SafeDirectory.open(simulated.session.bookkeepingDirectory())) {
            new Removal(logs, bookkeeping, null)
                    .remove(List.of(new RemovalPlan.Doomed(set, file, file.modified(), false)));
        }
        assertThat(log).hasSize(50);
    }

    @Test
    void filesThatAreOpenForWritingAreSeenAndNoOthers() throws IOException {
        try (InputStream reader = Files.newInputStream(log)) {
            assertThat(reader.read()).isEqualTo('b');
            assertThat(new HostProcesses().writtenFiles()).doesNotContain(SimulatedSession.key(log));
        }
        try (FileOutputStream writer = new FileOutputStream(log.toFile(), true)) {
            assertThat(writer.getFD().valid()).isTrue();
            assertThat(new HostProcesses().writtenFiles()).contains(SimulatedSession.key(log));
        }
        assertThat(new HostProcesses().writtenFiles()).doesNotContain(SimulatedSession.key(log));
    }
}
