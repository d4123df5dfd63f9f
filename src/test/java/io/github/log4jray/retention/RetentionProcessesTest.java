package io.github.log4jray.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.log4jray.session.Registration;
import io.github.log4jray.session.Session;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.TempDirectory;
import io.github.log4jray.testing.programs.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that write, fall silent and are killed. */
@Tag("slow")
class RetentionProcessesTest {

    private static final int STEPS = 24;
    private static final int MOST = 4;

    @TempDir
    private Path temp;

    private Session session;
    private final List<JavaProcess> processes = new ArrayList<>();
    private final Set<JavaProcess> alive = new HashSet<>();

    @BeforeEach
    void nameSession() {
        session = Session.named(temp.resolve("ray/session_2026-11-28_10-00-00_000000_4000000"), null);
    }

    @AfterEach
    void end() {
        processes.forEach(JavaProcess::close);
    }

    private JavaProcess start(Element appender) throws Exception {
        JavaProcess process = JavaProcess.plan(temp, LogLines.class)
                .configured(appender.with("sessionDir", session.directory()).with("immediateFlush", "true"))
                .option("-XX:+UseSerialGC")
                .option("-XX:TieredStopAtLevel=1")
                .option("-Xmx32m")
                .start();
        processes.add(process);
        alive.add(process);
        return process;
    }

    private static void log(JavaProcess process, int lines) throws IOException {
        process.tell(lines);
    }

    private List<String> logsOf(JavaProcess process) {
        return Files.isDirectory(session.logs())
                ? TempDirectory.names(session.logs()).stream()
                        .filter(name -> name.contains("-" + process.pid() + "."))
                        .toList()
                : List.of();
    }

    private RetentionPass.Result pass(Duration later) throws IOException {
        InstantSource clock = InstantSource.offset(InstantSource.system(), later);
        return new RetentionPass(session, new HostProcesses(), clock).run();
    }

    private void kill(JavaProcess process) throws Exception {
        process.kill();
        process.process().waitFor();
        alive.remove(process);
    }

    /** The bound is so low that everything goes that may go. */
    @Test
    void afterEachKillAllOfTheLivingIsThereAndNothingOfTheDead() throws Exception {
        Random random = new Random(27);
        Registration bound = new Registration(session.bookkeepingDirectory());
        bound.addSettings(new RetentionSettings(1, 0, 0).written());
        for (int step = 0; step < STEPS; step++) {
            List<JavaProcess> living = List.copyOf(alive);
            if (living.size() < 2 || living.size() < MOST && random.nextBoolean()) {
                String name = random.nextBoolean() ? "component=worker" : "fileName=app-${ray:pid}.log";
                JavaProcess process = start(Config.sessionDirectory().with(name.split("=")[0], name.split("=")[1]));
                log(process, 3);
                await().until(() -> lines(process) == 3);
            } else if (random.nextBoolean()) {
                kill(living.get(random.nextInt(living.size())));
            } else {
                JavaProcess process = living.get(random.nextInt(living.size()));
                long before = lines(process);
                log(process, 2);
                await().until(() -> lines(process) == before + 2);
            }
            pass(Duration.ZERO);
            assertOnlyTheLivingHaveLogs();
        }
        pass(Duration.ofDays(1));
        assertOnlyTheLivingHaveLogs();
        bound.close();
    }

    @Test
    void sessionOfAProcessThatWritesNoFileStays() throws Exception {
        Path old = Files.createDirectories(
                session.directory().resolveSibling("session_2026-11-27_10-00-00_000000_4000000"));
        Files.createDirectories(old.resolve("logs"));
        Path claim = Files.createFile(
                Files.createDirectories(old.resolve("log4jray")).resolve("job-01000000"));
        Files.createDirectories(session.logs());
        Registration keep = new Registration(session.bookkeepingDirectory());
        keep.addSettings(new RetentionSettings(0, 0, 1).written());
        JavaProcess worker = JavaProcess.plan(temp, LogLines.class)
                .configured(Config.driverStream().with("sessionDir", old).with("shutdownTimeoutMillis", "0"))
                .start();
        processes.add(worker);
        await().until(() -> TempDirectory.names(old.resolve("log4jray")).size() > 1);

        pass(Duration.ofDays(1));
        assertThat(claim).exists();

        kill(worker);
        pass(Duration.ofDays(1));
        assertThat(old).doesNotExist();
        keep.close();
    }

    private long lines(JavaProcess process) throws IOException {
        long lines = 0;
        for (String name : logsOf(process)) {
            lines += Files.readAllLines(session.logs().resolve(name)).size();
        }
        return lines;
    }

    private void assertOnlyTheLivingHaveLogs() {
        Set<String> expected =
                alive.stream().flatMap(process -> logsOf(process).stream()).collect(Collectors.toSet());
        assertThat(alive).allSatisfy(process -> assertThat(logsOf(process)).hasSize(1));
        assertThat(TempDirectory.names(session.logs())).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** The processes do it themselves: the first look is at the start. */
    @Test
    void processThatStartsRemovesWhatKilledOnesHaveLeft() throws Exception {
        JavaProcess killed = start(Config.sessionDirectory().with("fileName", "app.log"));
        log(killed, 1000);
        Path log = session.logs().resolve("app.log");
        await().until(() -> Files.exists(log) && Files.readAllLines(log).size() == 1000);
        kill(killed);

        JavaProcess next =
                start(Config.sessionDirectory().with("component", "worker").with("retentionBytes", "2 KB"));
        log(next, 1);

        await().until(() -> Files.notExists(log));
        await().until(() -> logsOf(next).size() == 1);
        assertThat(TempDirectory.names(session.logs())).containsExactlyElementsOf(logsOf(next));
    }

    @Test
    void oldSessionsGoAndThoseOfLivingProcessesStay() throws Exception {
        Session bounded = session;
        List<Path> old = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            session = Session.named(temp.resolve("ray/session_2025-01-0" + i + "_10-00-00_000000_400000" + i), null);
            JavaProcess process = start(Config.sessionDirectory().with("component", "worker"));
            log(process, 1);
            await().until(() -> lines(process) == 1);
            old.add(session.directory());
            if (i != 2) {
                kill(process);
            }
        }
        session = bounded;
        log(start(Config.sessionDirectory().with("component", "worker").with("keepSessions", "1")), 1);

        await().until(() -> Files.notExists(old.get(0)) && Files.notExists(old.get(2)));
        assertThat(old.get(1)).isDirectory();
        assertThat(session.directory()).isDirectory();
    }

    @Test
    void lockOfAKilledPassIsGivenBack() throws Exception {
        PassLock lock = new PassLock(session.bookkeepingDirectory());
        Files.createDirectories(session.bookkeepingDirectory());
        Path file = Files.createFile(session.bookkeepingDirectory().resolve("retention.pass"));
        Process holder = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import fcntl,sys; f=open(sys.argv[1],'r+'); fcntl.lockf(f, fcntl.LOCK_EX); print('held',"
                                + " flush=True); sys.stdin.read()",
                        file.toString())
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");
            assertThat(lock.run(InstantSource.system().instant(), () -> {})).isFalse();
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertThat(lock.run(InstantSource.system().instant(), () -> {})).isTrue();
    }
}
