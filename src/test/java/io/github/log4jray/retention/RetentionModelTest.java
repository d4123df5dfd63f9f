package io.github.log4jray.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.session.Registration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes come, write, rotate, fall silent and are killed at random, and passes come between. After each step all that must be
 * there is there, and after each pass what must go is gone. The directories are real; the processes and the time are made up.
 */
class RetentionModelTest {

    private static final int STEPS = 300;
    private static final int BACKUPS = 3;

    /** How a process can be seen. */
    private enum Kind {
        /** It has log4j-ray, and its log has its pid in the name. */
        WORKER,
        /** It has log4j-ray, and its log has a plain name, which a later process may take up again. */
        PLAIN,
        /** A process of Ray in another language. */
        NATIVE
    }

    /** A process, alive or not, and the files it has written. */
    private static final class Writer {
        final Kind kind;
        final String log;
        final long pid;
        Registration registration;
        boolean alive = true;

        Writer(Kind kind, String log, long pid) {
            this.kind = kind;
            this.log = log;
            this.pid = pid;
        }
    }

    /** A file as the model knows it. */
    private record File(String log, int backup, long size, long modified) {
        String name() {
            return backup < 0 ? log : log + "." + backup;
        }
    }

    @TempDir
    private Path temp;

    private SimulatedSession simulated;
    private Registration settings;
    private final List<Writer> writers = new ArrayList<>();
    private final Map<String, File> files = new TreeMap<>();
    private long nextPid = 100;
    private int plain;
    private Random random;

    @AfterEach
    void end() {
        writers.stream().filter(writer -> writer.registration != null).forEach(writer -> writer.registration.close());
        settings.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void allThatMustBeThereIsThereAndAllThatMustGoIsGone(long seed) throws IOException {
        random = new Random(seed);
        simulated = new SimulatedSession(temp);
        Files.createDirectory(simulated.session.directory().resolve("sockets"));
        simulated.processes.raylet = true;
        long bytes = seed % 4 == 3 ? 0 : 2000 + random.nextInt(6000);
        int days = seed % 2 == 1 ? 2 : 0;
        settings = simulated.withSettings(bytes, days, 0);
        for (int step = 0; step < STEPS; step++) {
            simulated.now = simulated.now.plus(Duration.ofSeconds(1 + random.nextInt(7200)));
            switch (random.nextInt(11)) {
                case 0, 1 -> begin();
                case 2, 3 -> kill();
                case 4, 5, 6, 7 -> write();
                case 8 -> rotate();
                case 9 -> touch();
                default -> pass(bytes, days);
            }
            assertThat(simulated.files().keySet()).as("step %s", step).isEqualTo(files.keySet());
        }
    }

    private void begin() throws IOException {
        Kind kind = Kind.values()[random.nextInt(3)];
        long pid = nextPid++;
        String log = kind == Kind.PLAIN
                ? "app" + (random.nextBoolean() ? plain++ : random.nextInt(plain + 1)) + ".log"
                : SimulatedSession.worker(pid);
        if (writers.stream().anyMatch(writer -> writer.alive && writer.log.equals(log))) {
            return;
        }
        Writer writer = new Writer(kind, log, pid);
        writers.add(writer);
        if (kind != Kind.NATIVE) {
            writer.registration = new Registration(simulated.session.bookkeepingDirectory());
            writer.registration.addLog(log, BACKUPS);
        }
        if (kind == Kind.PLAIN && Files.notExists(simulated.session.lockFile(log))) {
            Files.createFile(simulated.session.lockFile(log));
        }
        if (kind != Kind.PLAIN) {
            simulated.processes.alive.add(pid);
        }
        put(new File(log, -1, 1 + random.nextInt(800), now()));
    }

    private long now() {
        return simulated.now.toEpochMilli();
    }

    private void put(File file) throws IOException {
        simulated.log(file.name(), file.size, Duration.ofMillis(now() - file.modified));
        files.put(file.name(), file);
    }

    private Writer anyAlive() {
        List<Writer> alive = writers.stream().filter(writer -> writer.alive).toList();
        return alive.isEmpty() ? null : alive.get(random.nextInt(alive.size()));
    }

    private void kill() throws IOException {
        Writer writer = anyAlive();
        if (writer != null) {
            writer.alive = false;
            simulated.processes.alive.remove(writer.pid);
            if (writer.registration != null) {
                writer.registration.close();
                writer.registration = null;
                if (random.nextBoolean()) {
                    simulated.killedProcess(writer.log);
                }
            }
        }
    }

    private void write() throws IOException {
        Writer writer = anyAlive();
        if (writer != null) {
            File before = files.get(writer.log);
            put(new File(writer.log, -1, before.size + random.nextInt(400), now()));
        }
    }

    private void rotate() throws IOException {
        Writer writer = anyAlive();
        if (writer == null) {
            return;
        }
        Path logs = simulated.session.logs();
        for (int number = BACKUPS; number >= 0; number--) {
            File file = files.remove(number == 0 ? writer.log : writer.log + "." + number);
            if (file != null && number == BACKUPS) {
                Files.delete(logs.resolve(file.name()));
            } else if (file != null) {
                File moved = new File(file.log, number + 1, file.size, file.modified);
                Files.move(logs.resolve(file.name()), logs.resolve(moved.name()));
                files.put(moved.name(), moved);
            }
        }
        put(new File(writer.log, -1, 1, now()));
    }

    /** Somebody changes the time of a file, such as of a backup. */
    private void touch() throws IOException {
        if (!files.isEmpty()) {
            File file = List.copyOf(files.values()).get(random.nextInt(files.size()));
            put(new File(file.log, file.backup, file.size, now()));
        }
    }

    private void pass(long bytes, int days) throws IOException {
        long removed = simulated.pass().files();
        Set<String> left = simulated.files().keySet();
        List<File> gone = files.values().stream()
                .filter(file -> !left.contains(file.name()))
                .toList();
        assertThat(removed).isEqualTo(gone.size());
        Set<String> alive = new TreeSet<>();
        writers.stream().filter(writer -> writer.alive).forEach(writer -> alive.add(writer.log));
        checkThatNothingElseWent(gone, left, alive, bytes, days);
        gone.forEach(file -> files.remove(file.name()));
        checkThatAllWent(alive, bytes, days);
    }

    /** Of living processes only backups, only without any file of another, and only the oldest. */
    private void checkThatNothingElseWent(List<File> gone, Set<String> left, Set<String> alive, long bytes, int days) {
        long before = files.values().stream().mapToLong(File::size).sum();
        Map<String, Long> ages = ages();
        boolean anyDeadLeft = left.stream().anyMatch(name -> !alive.contains(files.get(name).log));
        for (File file : gone) {
            if (alive.contains(file.log)) {
                assertThat(file.backup).as(file.name()).isPositive();
                assertThat(anyDeadLeft)
                        .as("a dead process has files and %s is gone", file.name())
                        .isFalse();
            }
            boolean old = days > 0
                    && ages.get(file.name()) < now() - Duration.ofDays(days).toMillis();
            assertThat(old || bytes > 0 && before > bytes).as(file.name()).isTrue();
            String older = file.log + "." + (Math.max(file.backup, 0) + 1);
            assertThat(left).as("an older backup than %s", file.name()).doesNotContain(older);
            if (!old) {
                assertThat(left.stream()
                                .map(files::get)
                                .filter(other -> alive.contains(other.log) == alive.contains(file.log))
                                .filter(other -> !alive.contains(other.log) || other.backup > 0)
                                .filter(other -> ages.get(other.name()) < ages.get(file.name())))
                        .as("older than %s", file)
                        .isEmpty();
            }
        }
    }

    private void checkThatAllWent(Set<String> alive, long bytes, int days) {
        long total = files.values().stream().mapToLong(File::size).sum();
        boolean tooMuch = bytes > 0 && total > bytes;
        Map<String, Long> ages = ages();
        for (File file : files.values()) {
            boolean dead = !alive.contains(file.log);
            if (dead && days > 0) {
                assertThat(ages.get(file.name()))
                        .as(file.name())
                        .isGreaterThanOrEqualTo(now() - Duration.ofDays(days).toMillis());
            }
            if (tooMuch) {
                assertThat(dead || file.backup > 0)
                        .as(file.name() + " could go")
                        .isFalse();
            }
        }
    }

    /** A file is as old as the oldest of those that are newer by their number. */
    private Map<String, Long> ages() {
        Map<String, Long> ages = new HashMap<>();
        Map<String, Long> least = new HashMap<>();
        files.values().stream()
                .sorted(Comparator.comparingInt(File::backup))
                .forEach(file -> ages.put(file.name(), least.merge(file.log, file.modified, Math::min)));
        return ages;
    }
}
