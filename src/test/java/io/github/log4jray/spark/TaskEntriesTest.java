package io.github.log4jray.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskEntriesTest {

    private final TaskEntries tasks = new TaskEntries("app-1", "7");

    @BeforeEach
    @AfterEach
    void clear() {
        ThreadContext.clearAll();
    }

    @Test
    void taskHasNamesAndIds() {
        tasks.begin(3, 0, 12, 1);

        assertThat(ThreadContext.getContext())
                .isEqualTo(Map.of(
                        "task_name", "stage 3, task 12.1",
                        "stage", "3",
                        "partition", "12",
                        "attempt", "1",
                        "app_id", "app-1",
                        "executor_id", "7"));
    }

    @Test
    void repeatedStageHasItsAttempt() {
        tasks.begin(3, 1, 0, 0);

        assertThat(ThreadContext.get("task_name")).isEqualTo("stage 3.1, task 0.0");
        assertThat(ThreadContext.get("stage")).isEqualTo("3.1");
    }

    @Test
    void valuesFromBeforeComeBackAtTheEnd() {
        ThreadContext.put("task_name", "task 0.0 in stage 0.0 (TID 0)");
        tasks.begin(0, 0, 0, 0);

        tasks.end(() -> {});
        tasks.end(() -> {});

        assertThat(ThreadContext.getContext()).isEqualTo(Map.of("task_name", "task 0.0 in stage 0.0 (TID 0)"));
    }

    @Test
    void taskWhoseEndIsNotReportedEndsWhenTheNextBegins() {
        tasks.begin(0, 0, 0, 0);
        tasks.begin(0, 0, 1, 0);

        tasks.end(() -> {});

        assertThat(ThreadContext.getContext()).isEmpty();
    }

    @Test
    void lastLineStillHasTheEntriesAndTheyEndAlsoWhereItCanNotBeLogged() {
        List<String> seen = new ArrayList<>();
        tasks.begin(0, 0, 0, 0);

        assertThatThrownBy(() -> tasks.end(() -> {
                    seen.add(ThreadContext.get("task_name"));
                    throw new AppenderLoggingException("the disk is full");
                }))
                .hasMessage("the disk is full");

        assertThat(seen).containsExactly("stage 0, task 0.0");
        assertThat(ThreadContext.getContext()).isEmpty();
    }
}
