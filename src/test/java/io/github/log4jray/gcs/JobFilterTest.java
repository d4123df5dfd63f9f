package io.github.log4jray.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.testing.fixtures.StatusMessages;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which batches are of the driver's job. */
final class JobFilterTest extends WithFakeGcs {

    private final List<String> shown = new ArrayList<>();
    private final JobFilter filter = new JobFilter(LABEL, Duration.ofSeconds(10), batch -> shown.addAll(batch.lines()));
    private FakeGcs gcs;
    private GcsConnection connection;

    @BeforeEach
    void connect() throws IOException {
        gcs = gcsOfTwoJobs();
        connection = new GcsConnection(gcs.address(), new GcsAccess(Environment.of(Map.of(), Map.of())));
        filter.setJob(OWN);
    }

    @AfterEach
    void disconnect() {
        connection.close();
    }

    private void offer(Batch... batches) {
        List.of(batches).forEach(filter::take);
    }

    @Test
    void batchThatNamesItsJobGoesThroughOrIsLeftOut() {
        offer(batch("45", OWN, "own"), batch("46", OTHER, "other"));
        assertThat(shown).containsExactly("own");
        assertThat(gcs.tablesAsked()).isZero();
    }

    @Test
    void withoutAJobOfTheDriverEverythingGoesThrough() {
        filter.setJob("");
        offer(batch("45", OWN, "own"), batch("46", OTHER, "other"), batch("47", "", "unknown"));
        assertThat(shown).containsExactly("own", "other", "unknown");
    }

    @Test
    void componentsOfRayAreEverybodysUnlessTheyNameAJob() {
        offer(batch("raylet", "", "no job"), batch("autoscaler", OWN, "own"), batch("raylet", OTHER, "other"));
        assertThat(shown).containsExactly("no job", "own");
    }

    @Test
    void anotherBatchOfTheWorkerTellsTheJobOfThoseThatWait() {
        offer(batch("45", "", "first"));
        assertThat(shown).isEmpty();
        offer(batch("45", OWN, "second"));
        filter.settle(connection);
        assertThat(shown).containsExactly("second", "first");
        offer(batch("45", "", "third"));
        assertThat(shown).containsExactly("second", "first", "third");
    }

    @Test
    void tablesOfTheGcsTellTheJobOfThoseThatWait() {
        gcs.task(OWN, "a", 45);
        gcs.task(OTHER, "a", 46);
        offer(batch("45", "", "one"), batch("46", "", "other's"), batch("45", "", "two"));
        filter.settleLast(connection);
        assertThat(shown).containsExactly("one", "two");
        assertThat(filter.nanosToAsking()).as("nothing waits").isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void gcsIsNotAskedWhileNothingWaits() {
        offer(batch("45", OWN, "own"));
        filter.settle(connection);
        filter.settleLast(connection);
        assertThat(gcs.tablesAsked()).isZero();
    }

    @Test
    void unknownWorkersFillTheFilter() {
        offer(batch("45", "", "x".repeat(5 << 20)));
        assertThat(filter.isFull()).isTrue();
        offer(batch("45", OWN, "known"));
        filter.settle(connection);
        assertThat(filter.isFull()).isFalse();
    }

    @Test
    void gcsThatRejectsTheQuestionIsOneWarning() {
        gcs.doesNotKnow("/GetAllJobInfo");
        try (StatusMessages messages = StatusMessages.listen()) {
            offer(batch("45", "", "one"));
            filter.settleLast(connection);
            filter.settleLast(connection);
            assertThat(messages.containing(Level.WARN, LABEL, "does not tell their job"))
                    .hasSize(1);
            offer(batch("45", OWN, "two"));
            filter.settle(connection);
            assertThat(shown).containsExactly("two", "one");
        }
    }
}
