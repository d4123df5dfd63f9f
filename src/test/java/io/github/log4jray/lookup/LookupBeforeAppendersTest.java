package io.github.log4jray.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.file.SessionDirectoryAppender;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.config.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lookups and layouts have what an appender of the configuration names, also if Log4j builds that appender later. */
class LookupBeforeAppendersTest {

    private static final String WORKER = "0d".repeat(28);

    private static final String LOGS = "<Property name=\"logs\">${ray:logs_dir}</Property>";
    private static final String DIRECTORY = "<Property name=\"dir\">%s</Property>";

    @TempDir
    private Path directory;

    private static Logging logging(String properties, String... appenders) {
        return Logging.raw(Logging.configuration(appenders).replace("<Appenders>", properties + "<Appenders>"));
    }

    private static String lookup(Logging logging, String key) {
        return logging.context().getConfiguration().getStrSubstitutor().replace("${ray:" + key + ":-none}");
    }

    private String file(String name) {
        return "<File name=\"f\" fileName=\"" + name + "\"/>";
    }

    private List<String> names(Path of) throws Exception {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void idsOfTheDriverAreThoseOfItsLayoutsAndLookups() throws Exception {
        Path session = directory.resolve("session");
        try (Logging logging = logging(
                "",
                file(directory + "/d-${ray:job_id}.log"),
                "<SessionDirectory name=\"s\" fileName=\"app.log\" immediateFlush=\"true\"><RayJsonLayout/></SessionDirectory>",
                "<DriverConsole name=\"c\" source=\"none\" sessionDir=\"" + session + "\" jobId=\"0a000000\"/>")) {
            logging.logger("test").info("line");

            assertThat(directory.resolve("d-0a000000.log")).exists();
            assertThat(session.resolve("logs/app.log")).content().contains("\"job_id\":\"0a000000\"");
            assertThat(lookup(logging, "job_id")).isEqualTo("0a000000");
            assertThat(session.resolve("log4jray/job-01000000")).doesNotExist();
        }
    }

    @Test
    void idsOfTheStreamAreThoseOfTheFile() throws Exception {
        Path session = directory.resolve("session");
        try (Logging logging = logging(
                "",
                "<SessionDirectory name=\"s\" component=\"worker\" immediateFlush=\"true\"/>",
                "<DriverStream name=\"d\" sessionDir=\"" + session + "\" jobId=\"0a000000\" workerId=\"" + WORKER
                        + "\" shutdownTimeoutMillis=\"0\" address=\"127.0.0.1:1\"/>")) {
            logging.logger("test").info("line");

            assertThat(names(session.resolve("logs")))
                    .containsExactly("worker-" + WORKER + "-0a000000-" + ProcessIds.pid() + ".out");
            assertThat(lookup(logging, "job_id")).isEqualTo("0a000000");
            assertThat(lookup(logging, "worker_id")).isEqualTo(WORKER);
        }
    }

    @Test
    void idsOfTheFileAreThoseOfALookupBeforeAndAfterIt() {
        String appender = "<SessionDirectory name=\"s\" fileName=\"app.log\" tempDir=\"" + directory
                + "\" jobId=\"${job}\" workerId=\"" + WORKER + "\"/>";
        String name = directory + "/%s-${ray:job_id}-${ray:worker_id}.log";
        try (Logging logging = logging(
                "<Properties><Property name=\"job\">0a000000</Property></Properties>",
                file(name.formatted("before")),
                appender,
                "<File name=\"g\" fileName=\"" + name.formatted("after") + "\"/>")) {
            assertThat(directory.resolve("before-0a000000-" + WORKER + ".log")).exists();
            assertThat(directory.resolve("after-0a000000-" + WORKER + ".log")).exists();
            assertThat(lookup(logging, "worker_id")).isEqualTo(WORKER);
        }
    }

    @Test
    void propertyJoinsTheLatestSessionAsTheAppenderSays() throws Exception {
        Path latest = Files.createDirectories(directory.resolve("session_2026-01-01_00-00-00_000000_1/logs"))
                .toRealPath();
        Files.createSymbolicLink(
                directory.resolve("session_latest"), latest.getParent().getFileName());
        try (Logging logging = logging(
                "<Properties><Property name=\"logs\">${ray:logs_dir}</Property></Properties>",
                file("${logs}/b.log"),
                "<SessionDirectory name=\"s\" fileName=\"app.log\" session=\"latest\" immediateFlush=\"true\" tempDir=\""
                        + directory + "\"/>")) {
            logging.logger("test").info("line");

            assertThat(logging.context().getConfiguration().getStrSubstitutor().replace("${logs}"))
                    .isEqualTo(latest.toString());
            assertThat(names(latest)).containsExactly("app.log", "b.log");
            assertThat(directory.resolve("session_latest").toRealPath()).isEqualTo(latest.getParent());
        }
    }

    @Tag("compat")
    @ParameterizedTest
    @ValueSource(strings = {LOGS + DIRECTORY, DIRECTORY + LOGS})
    void propertyJoinsTheSessionThatAnotherPropertyNames(String properties) throws Exception {
        Path temp = directory.resolve("temp");
        Path session = directory.resolve("mine");
        try (Logging logging = logging(
                "<Properties>" + properties.formatted(session) + "</Properties>",
                file("${logs}/b.log"),
                "<SessionDirectory name=\"s\" fileName=\"app.log\" sessionDir=\"${dir}\" tempDir=\"" + temp
                        + "\" immediateFlush=\"true\"/>")) {
            logging.logger("test").info("line");

            assertThat(names(session.resolve("logs"))).containsExactly("app.log", "b.log");
            assertThat(temp).doesNotExist();
        }
    }

    @Test
    void propertyHasTheJobThatAnotherPropertyNames() throws Exception {
        Path session = directory.resolve("session");
        try (Logging logging = logging(
                "<Properties><Property name=\"log\">" + directory
                        + "/d-${ray:job_id}.log</Property><Property name=\"job\">0a000000</Property></Properties>",
                file("${log}"),
                "<DriverConsole name=\"c\" source=\"none\" sessionDir=\"" + session + "\" jobId=\"${job}\"/>")) {
            assertThat(directory.resolve("d-0a000000.log")).exists();
            assertThat(names(session.resolve("log4jray"))).doesNotContain("job-01000000");
            assertThat(lookup(logging, "job_id")).isEqualTo("0a000000");
        }
    }

    /** It names no property, so there is nothing to wait for but the end of the properties. */
    @Test
    void variableThatNobodyDefinesLeavesTheDefaults() {
        try (Logging logging = logging(
                "<Properties><Property name=\"job\">${ray:job_id:-none}</Property></Properties>",
                file(directory + "/${job}.log"),
                "<DriverStream name=\"d\" tempDir=\"" + directory
                        + "\" jobId=\"${undefined}\" address=\"127.0.0.1:1\" shutdownTimeoutMillis=\"0\"/>")) {
            assertThat(directory.resolve("none.log")).exists();
        }
    }

    @Test
    void sessionIsInTheTempDirectoryOfTheAppender() {
        try (Logging logging = logging(
                "",
                file("${ray:logs_dir}/b.log"),
                "<SessionDirectory name=\"s\" fileName=\"app.log\" tempDir=\"" + directory + "\"/>")) {
            assertThat(lookup(logging, "temp_dir")).isEqualTo(directory.toString());
            Path logs = Path.of(lookup(logging, "logs_dir"));
            assertThat(logs.getParent().getParent()).isEqualTo(directory);
            assertThat(logs.resolve("b.log")).exists();
        }
    }

    @Test
    void driverOfASessionWithADriverIsTheSecondOneInALookupToo() throws Exception {
        Path session = directory.resolve("session");
        Files.createDirectories(session.resolve("logs"));
        Files.createFile(Files.createDirectories(session.resolve("log4jray")).resolve("job-01000000"));
        try (Logging logging = logging(
                "",
                file(directory + "/driver-${ray:job_id}.log"),
                "<DriverConsole name=\"c\" source=\"none\" sessionDir=\"" + session + "\"/>")) {
            assertThat(directory.resolve("driver-02000000.log")).exists();
            assertThat(lookup(logging, "job_id")).isEqualTo("02000000");
        }
    }

    @Test
    void driverAddressIsThatOfTheStream() {
        try (Logging logging = logging(
                "<Properties><Property name=\"port\">4560</Property></Properties>",
                file(directory + "/${ray:driver_address}.log"),
                "<DriverStream name=\"d\" tempDir=\"" + directory
                        + "\" address=\"127.0.0.1:${port}\" shutdownTimeoutMillis=\"0\"/>")) {
            assertThat(directory.resolve("tcp:/127.0.0.1:4560.log")).exists();
            assertThat(lookup(logging, "driver_address")).isEqualTo("tcp://127.0.0.1:4560");
        }
    }

    @Test
    void attributeMayContainALookupThatAsksForIt() throws Exception {
        Path real = directory.toRealPath();
        try (Logging logging = logging(
                "",
                file(real + "/${ray:session_name}.log"),
                "<SessionDirectory name=\"s\" fileName=\"app.log\" tempDir=\"" + real
                        + "\" sessionDir=\"${ray:temp_dir}/mine\"/>")) {
            assertThat(real.resolve("mine.log")).exists();
            assertThat(lookup(logging, "session_dir")).isEqualTo(real + "/mine");
        }
    }

    @Test
    void idOfTheContextInARouteIsNotOneOfTheProcess() {
        try (Logging logging = logging(
                "",
                file(directory + "/${ray:job_id:-none}.log"),
                "<Routing name=\"r\"><Routes pattern=\"$${ctx:job_id:-none}\"><Route><SessionDirectory name=\"of-job\""
                        + " tempDir=\"" + directory
                        + "\" fileName=\"app-${ctx:n:-1}.log\" jobId=\"${ctx:job:-0b000000}\"/>"
                        + "</Route></Routes></Routing>")) {
            logging.logger("test").info("line");

            assertThat(directory.resolve("none.log")).exists();
            assertThat(lookup(logging, "job_id")).isEqualTo("none");
            assertThat(lookup(logging, "temp_dir")).isEqualTo(directory.toString());
        }
    }

    @Test
    void lookupsOfEventsFollowAReconfiguration() throws Exception {
        Element file = Config.sessionDirectory().with("name", "s").with("fileName", "app.log");
        Path one = directory.toRealPath().resolve("one");
        Path another = directory.toRealPath().resolve("another");
        try (Logging logging = Logging.with(file.with("sessionDir", one))) {
            assertThat(lookup(logging, "logs_dir")).isEqualTo(one + "/logs");
            logging.reconfigure(file.with("sessionDir", another));
            assertThat(lookup(logging, "logs_dir")).isEqualTo(another + "/logs");
            logging.reconfigure(file.with("tempDir", directory));
            assertThat(lookup(logging, "temp_dir")).isEqualTo(directory.toString());
            assertThat(Path.of(lookup(logging, "session_dir"))).hasParent(directory.toRealPath());
        }
    }

    @Test
    void appenderThatAProgramAddsNamesThemToo() {
        SessionDirectoryAppender appender = SessionDirectoryAppender.newBuilder()
                .setName("added")
                .setFileName("app.log")
                .setTempDir(directory.toString())
                .setJobId("0a000000")
                .build();
        try (Logging logging = logging("", file(directory + "/f.log"))) {
            Configuration configuration = logging.context().getConfiguration();
            assertThat(lookup(logging, "temp_dir")).isNotEqualTo(directory.toString());

            configuration.addAppender(appender);

            assertThat(lookup(logging, "temp_dir")).isEqualTo(directory.toString());
            assertThat(lookup(logging, "job_id")).isEqualTo("0a000000");
            assertThat(Path.of(lookup(logging, "session_dir")).getParent()).isEqualTo(directory);
        }
    }
}
