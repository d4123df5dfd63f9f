package io.github.log4jray.retention;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogNameTest {

    private static final String ID = "0123456789abcdef".repeat(3) + "01234567";

    @ParameterizedTest
    @CsvSource({
        "app.log, app.log, -1, 0",
        "app.log.1, app.log, 1, 0",
        "app.log.0, app.log, 0, 0",
        "raylet.out, raylet.out, -1, 0",
        "raylet.1.out, raylet.out, 1, 0",
        "gcs_server.err.12, gcs_server.err, 12, 0",
        "app-2026-11-28.log, app-2026-11-28.log, -1, 0",
        "dashboard_agent.log, dashboard_agent.log, -1, 0",
        "app-4711.log, app-4711.log, -1, 0",
        "worker-ID-01000000-4711.out, worker-ID-01000000-4711.out, -1, 4711",
        "worker-ID-ffffffff-4711.err.2, worker-ID-ffffffff-4711.err, 2, 4711",
        "io-worker-ID-4711.out, io-worker-ID-4711.out, -1, 4711",
        "java-worker-01000000-4711.log, java-worker-01000000-4711.log, -1, 4711",
        "python-core-worker-ID_4711.log, python-core-worker-ID_4711.log, -1, 4711",
        "python-core-driver-ID_4711.3.log, python-core-driver-ID_4711.log, 3, 4711",
        "java-core-worker-ID_4711.log, java-core-worker-ID_4711.log, -1, 4711",
    })
    void partsOfAName(String name, String log, int backup, long pid) {
        LogName parsed = LogName.parse(name.replace("ID", ID));
        assertThat(parsed).isEqualTo(new LogName(log.replace("ID", ID), backup));
        assertThat(LogName.pid(parsed.log())).isEqualTo(pid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"notes.txt", ".app.log", "app.log.gz", "app.log.20240501", "log", ".log", "app.log.1.bak"})
    void nameOfNoLog(String name) {
        assertThat(LogName.parse(name)).isNull();
    }

    @Test
    void nameOfAnyLogOfOursHasBackups() {
        assertThat(LogName.ofBackup("audit.3")).isEqualTo(new LogName("audit", 3));
        assertThat(LogName.ofBackup("audit")).isNull();
    }
}
