package io.github.log4jray.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTest {

    private static final String LONG = "n".repeat(512 * 1024);

    private static Map<String, Object> members(String key, Object value) {
        Map<String, Object> members = new HashMap<>();
        members.put("ip", "10.0.0.5");
        members.put("pid", 45601L);
        members.put("job", "01000000");
        members.put("lines", List.of("task"));
        members.put(key, value);
        return members;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ip", "pid", "job", "actor_name", "task_name"})
    void whatStandsInAPrefixIsCut(String key) {
        Batch batch = Batch.of(members(key, LONG));

        assertThat(List.of(
                        batch.ip(),
                        batch.pid(),
                        batch.job(),
                        String.valueOf(batch.actorName()),
                        String.valueOf(batch.taskName())))
                .containsOnlyOnce("n".repeat(199) + "…")
                .allMatch(text -> text.length() <= 200);
    }

    @Test
    void nameOfTheLongestLengthStays() {
        assertThat(Batch.of(members("task_name", "n".repeat(200))).taskName()).isEqualTo("n".repeat(200));
    }

    @Test
    void noCharacterIsCutInHalf() {
        assertThat(Batch.of(members("task_name", "n" + "😀".repeat(100))).taskName())
                .isEqualTo("n" + "😀".repeat(99) + "…");
        assertThat(Batch.of(members("task_name", "😀".repeat(101))).taskName()).isEqualTo("😀".repeat(99) + "…");
    }

    @Test
    void fileIsCutLater() {
        assertThat(Batch.of(members("file", LONG)).file()).hasSize(4096).endsWith("n…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ip", "job", "actor_name", "task_name", "file", "pid", "lines"})
    void memberOfAnotherTypeMakesNoBatch(String key) {
        assertThat(Batch.of(members(key, true))).isNull();
    }

    @Test
    void lineThatIsNoTextMakesNoBatch() {
        assertThat(Batch.of(members("lines", Collections.singletonList(null)))).isNull();
        assertThat(Batch.of(members("lines", List.of("task", 1L)))).isNull();
    }
}
