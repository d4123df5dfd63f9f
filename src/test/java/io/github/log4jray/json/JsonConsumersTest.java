package io.github.log4jray.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.context.RuntimeContext;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Installed;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.Patience;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that people read JSON lines with get from a file of {@code RayJsonLayout} what was logged. Needs {@code jq},
 * {@code lnav}, and what {@code .ci/install-duckdb} installs.
 */
@Tag("tools")
class JsonConsumersTest {

    private static final int TASKS = 5;
    private static final int RECORDS = 40;
    private static final String ODD = "\"quoted\", two\nlines \u2028 ä \ud83d\ude00 \\ end";
    private static final Path LNAV = Path.of("samples/json-pipeline/lnav").toAbsolutePath();

    @TempDir
    private Path directory;

    private String log;

    @BeforeEach
    void log() {
        log = directory.resolve("app.log").toString();
        try (Logging logging =
                Logging.with(Config.file(log).with(Config.rayJson().with("locationInfoEnabled", "true")))) {
            Logger logger = logging.logger("app.Main");
            for (int i = 0; i < TASKS; i++) {
                RuntimeContext task = RuntimeContext.newBuilder()
                        .setTaskId(task(i))
                        .setTaskName("task " + i)
                        .build();
                try (RuntimeContext.Scope scope = RuntimeContext.enter(task)) {
                    for (int j = 0; j < RECORDS; j++) {
                        logger.info("record {}", j);
                    }
                    logger.warn(ODD);
                    logger.error("failed", new IllegalStateException("broken\nin two"));
                }
            }
        }
    }

    private static String task(int number) {
        return "0" + number + "0d".repeat(23);
    }

    private String run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        // lnav keeps what it installs there
        builder.environment().put("HOME", directory.toString());
        builder.environment().remove("XDG_CONFIG_HOME");
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    @Test
    void jqSelectsByTask() throws Exception {
        assertThat(run(
                        "jq",
                        "-rj",
                        "select(.task_id == \"" + task(3) + "\" and .levelname == \"WARNING\") | .message",
                        log))
                .isEqualTo(ODD);
        assertThat(run(
                        "jq",
                        "-s",
                        "map(select(.task_name == \"task 2\" and .lineno > 0 and .process > 0)) | length",
                        log))
                .isEqualTo(RECORDS + 2 + "\n");
    }

    @Test
    void lnavTakesTheFormatOfTheSampleWithoutAWarning() throws Exception {
        String format = LNAV.resolve("formats/ray/ray.json").toString();
        assertThat(run("lnav", "-i", format)).contains("installed").doesNotContain("warning", "error");
        assertThat(run("lnav", "-n", "-W", "-I", LNAV.toString(), log)).doesNotContain("unexpected value");
    }

    @Test
    void lnavAnswersSqlOfTasksWithTheFormatOfTheSample() throws Exception {
        assertThat(lnav("SELECT task_id, count(*) AS lines FROM ray_json GROUP BY task_id ORDER BY task_id LIMIT 2"))
                .isEqualTo("task_id,lines\n" + task(0) + "," + (RECORDS + 2) + "\n" + task(1) + "," + (RECORDS + 2)
                        + "\n");
        assertThat(lnav("SELECT log_level, count(*) AS lines, min(lineno) > 0 AS located, count(exc_text) AS traces"
                        + " FROM ray_json WHERE task_id = '" + task(4)
                        + "' GROUP BY log_level ORDER BY lines, log_level"))
                .isEqualTo("log_level,lines,located,traces\nwarning,1,1,0\nerror,1,1,1\ninfo," + RECORDS + ",1,0\n");
        // its time is that of the line, to the millisecond
        assertThat(lnav(
                        "SELECT count(*) AS same FROM ray_json WHERE replace(json_extract(log_raw_text, '$.asctime'), ',', '.')"
                                + " = log_time"))
                .isEqualTo("same\n" + TASKS * (RECORDS + 2) + "\n");
    }

    private String lnav(String query) throws Exception {
        return run("lnav", "-n", "-I", LNAV.toString(), "-c", ";" + query, "-c", ":write-csv-to -", log);
    }

    @Test
    void duckDbReadsTypesAndValues() throws Exception {
        Path python = Installed.directory().resolve("duckdb/bin/python");
        String program =
                Path.of("src/test/python/duckdb_json.py").toAbsolutePath().toString();
        List<String> said = run(python.toString(), program, log, ODD).lines().toList();
        assertThat(said.get(0)).isEqualTo("VARCHAR BIGINT BIGINT BIGINT VARCHAR");
        for (int i = 0; i < TASKS; i++) {
            assertThat(said.get(i + 1)).isEqualTo(task(i) + " " + (RECORDS + 2) + " 1");
        }
        assertThat(said.get(TASKS + 1)).isEqualTo("True");
    }
}
