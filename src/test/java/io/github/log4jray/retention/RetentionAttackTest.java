package io.github.log4jray.retention;

import static io.github.log4jray.retention.SimulatedSession.worker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.log4jray.session.Registration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links, pipes, files of other users and names that look right lead a pass nowhere. */
class RetentionAttackTest {

    private static final Duration OLD = Duration.ofDays(1000);

    @TempDir
    private Path temp;

    private SimulatedSession simulated;
    private Registration settings;
    private Path precious;

    @BeforeEach
    void makeSession() throws IOException {
        simulated = new SimulatedSession(temp.resolve("ray"));
        settings = simulated.withSettings(1, 1, 1);
        precious = simulated.file(temp.resolve("precious/" + worker(99)), 1000, OLD);
    }

    @AfterEach
    void preciousFileIsThere() {
        settings.close();
        assertThat(precious).hasSize(1000);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void linkIsNeitherFollowedNorRemoved() throws IOException {
        Path logs = simulated.session.logs();
        Files.createSymbolicLink(logs.resolve(worker(98)), precious);
        Files.createSymbolicLink(logs.resolve("old"), precious.getParent());
        Files.createSymbolicLink(logs.resolve("app.log"), Path.of("/dev/full"));

        RetentionPass.Result result = simulated.pass();

        assertThat(result.files()).isZero();
        assertThat(Files.list(logs)).hasSize(3);
    }

    @Test
    void logsDirectoryThatIsALinkIsNotLookedAt() throws IOException {
        Files.delete(simulated.session.logs());
        Files.createSymbolicLink(simulated.session.logs(), precious.getParent());

        assertThatThrownBy(simulated::pass).isInstanceOf(IOException.class);
    }

    @Test
    void bookkeepingThatIsALinkIsNotLookedAt() throws IOException {
        Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
        simulated.file(elsewhere.resolve("removed-4000000-0123abcd-app.log"), 10, OLD);
        settings.close();
        Files.delete(simulated.session.bookkeepingDirectory());
        Files.createSymbolicLink(simulated.session.bookkeepingDirectory(), elsewhere);

        assertThatThrownBy(simulated::pass).isInstanceOf(IOException.class);
        assertThat(Files.list(elsewhere)).hasSize(1);
    }

    @Test
    void pipeStaysAndBlocksNothing() throws Exception {
        Path logs = simulated.session.logs();
        run("mkfifo", logs.resolve(worker(97)).toString());
        run(
                "mkfifo",
                simulated
                        .session
                        .bookkeepingDirectory()
                        .resolve("process-1-0.lock")
                        .toString());
        run(
                "mkfifo",
                simulated.session.bookkeepingDirectory().resolve("process-1-0").toString());
        run(
                "mkfifo",
                simulated
                        .session
                        .bookkeepingDirectory()
                        .resolve("retention.pass")
                        .toString());
        simulated.log(worker(96), 1, OLD);

        simulated.pass();
        assertThat(new PassLock(simulated.session.bookkeepingDirectory()).run(simulated.now, () -> {}))
                .isTrue();

        assertThat(simulated.files()).containsOnlyKeys(worker(97));
    }

    @Test
    void directoryWithTheNameOfALogStays() throws IOException {
        Path inside = simulated.session.logs().resolve(worker(95)).resolve("notes.txt");
        simulated.file(inside, 10, OLD);

        simulated.pass();

        assertThat(inside).exists();
    }

    @Test
    void whatIsNoLogStays() throws IOException {
        for (String name : new String[] {
            "notes.txt", "core.123", "data.log.gz", ".hidden.log", "app.log.20240501", "log", "catalog"
        }) {
            simulated.log(name, 10, OLD);
        }
        simulated.pass();

        assertThat(simulated.files()).hasSize(7);
    }

    @Test
    void namesThatLookLikeSessionsStay() throws IOException {
        Path ray = simulated.temp;
        String old = "session_2001-01-01_00-00-00_000000_";
        simulated.file(ray.resolve(old + "4000001/notes.txt"), 1, OLD);
        simulated.file(ray.resolve("session_backup_4000001/logs/app.log"), 1, OLD);
        simulated.file(ray.resolve(old + "4000002.bak/logs/app.log"), 1, OLD);
        Files.writeString(ray.resolve(old + "4000003"), "a file");
        Path target = simulated.file(temp.resolve("target/logs/app.log"), 1, OLD);
        Files.createSymbolicLink(
                ray.resolve(old + "4000004"), target.getParent().getParent());
        Files.createDirectories(ray.resolve(old + "4000005"));
        Files.createSymbolicLink(ray.resolve(old + "4000005/logs"), target.getParent());

        assertThat(simulated.pass().sessions()).isZero();
        assertThat(Files.list(ray)).hasSize(7);
        assertThat(target).exists();
    }

    @Test
    void sessionGoesWithoutWhatItsLinksLeadTo() throws IOException {
        Path session = simulated.temp.resolve("session_2001-01-01_00-00-00_000000_4000001");
        simulated.file(session.resolve("logs/" + worker(94)), 10, OLD);
        Files.createSymbolicLink(session.resolve("logs/" + worker(93)), precious);
        Files.createSymbolicLink(session.resolve("runtime"), precious.getParent());

        assertThat(simulated.pass().sessions()).isEqualTo(1);
        assertThat(session).doesNotExist();
    }

    @Test
    @Tag("root")
    void filesAndSessionsOfAnotherUserStay() throws Exception {
        Path log = simulated.log(worker(92), 10, OLD);
        Path inside = simulated.log("old/" + worker(91), 10, OLD);
        Path session = simulated.temp.resolve("session_2001-01-01_00-00-00_000000_4000001");
        simulated.file(session.resolve("logs/" + worker(90)), 10, OLD);
        Path shared = simulated.temp.resolve("session_2001-01-01_00-00-00_000000_4000002");
        Path foreign = simulated.file(shared.resolve("logs/" + worker(89)), 10, OLD);
        run("chown", "nobody", log.toString(), session.toString(), foreign.toString());
        run("chown", "-R", "nobody", inside.getParent().toString());

        RetentionPass.Result result = simulated.pass();

        assertThat(result.files()).isZero();
        assertThat(log).exists();
        assertThat(inside).exists();
        assertThat(session).isDirectory();
        assertThat(foreign).exists();
    }

    @Test
    @Tag("root")
    void settingsOfAnotherUserDoNotApply() throws Exception {
        settings.close();
        simulated.log(worker(92), 10, OLD);
        Registration foreign = simulated.withSettings(1, 1, 1);
        try (var names = Files.list(simulated.session.bookkeepingDirectory())) {
            for (Path name : names.toList()) {
                run("chown", "nobody", name.toString());
            }
        }
        RetentionPass.Result result = simulated.pass();
        foreign.close();

        assertThat(result.settings()).isEqualTo(RetentionSettings.NONE);
        assertThat(simulated.files()).hasSize(1);
    }
}
