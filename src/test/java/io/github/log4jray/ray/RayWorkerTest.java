package io.github.log4jray.ray;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.settings.Environment;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A process without Ray on its class path, whatever its properties say. */
class RayWorkerTest {

    private static final Environment WORKER =
            Environment.of(Map.of("ray.session-dir", "/tmp/ray/session", "ray.worker.id", "0a".repeat(28)), Map.of());
    private static final Environment OTHER = Environment.of(Map.of("ray.session-dir", " "), Map.of());

    @Test
    void isAWorkerWhereRaySetsItsSession() {
        assertThat(RayWorker.isThis(WORKER)).isTrue();
        assertThat(RayWorker.isThis(OTHER)).isFalse();
    }

    @Test
    void hasItsOwnStandardStreamsWhereRayIsAbsent() {
        assertThat(RayWorker.redirectsStandardStreams(WORKER)).isFalse();
        assertThat(RayWorker.redirectsStandardStreams(OTHER)).isFalse();
    }

    @Test
    void hasNoWorkerIdOfRayWhereRayIsAbsent() {
        assertThat(RayWorker.askForWorkerId(WORKER)).isNull();
        assertThat(RayWorker.askForWorkerId(OTHER)).isNull();
    }
}
