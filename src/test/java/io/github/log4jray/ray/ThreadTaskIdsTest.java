package io.github.log4jray.ray;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.log4jray.context.RuntimeContext;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.core.impl.JdkMapAdapterStringMap;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.apache.logging.log4j.util.StringMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ThreadTaskIdsTest {

    private static final String JOB = "01000000";
    private static final String TASK = "c8ef45ccd0112571" + "f".repeat(24) + JOB;
    private static final String OTHER_TASK = "00ef45ccd0112571" + "f".repeat(24) + JOB;
    private static final int EVENTS = 10_000;

    private final RuntimeContext process =
            RuntimeContext.newBuilder().setJobId(JOB).build();
    private final ThreadTaskIds ids = new ThreadTaskIds();

    private static StringMap frozen(Map<String, String> entries) {
        StringMap map = ContextDataFactory.createContextData(entries);
        map.freeze();
        return map;
    }

    @Tag("compat")
    @Test
    void whatTheApplicationSaysCounts() {
        ids.setTask(TASK);
        StringMap data = frozen(Map.of("job_id", "mine", "user", "a"));
        assertThat(ids.with(process).addedTo(data).toMap())
                .isEqualTo(Map.of("job_id", "mine", "user", "a", "task_id", TASK));
        assertThat(data.toMap()).isEqualTo(Map.of("job_id", "mine", "user", "a"));
    }

    @Tag("compat")
    @Test
    void anotherTaskAnotherContextOrAnotherProcessCountsAtOnce() {
        StringMap empty = ContextDataFactory.emptyFrozenContextData();
        assertThat(ids.with(process).addedTo(empty).toMap()).isEqualTo(Map.of("job_id", JOB));
        ids.setTask(TASK);
        assertThat(ids.with(process).addedTo(empty).toMap()).isEqualTo(Map.of("job_id", JOB, "task_id", TASK));
        ids.setTask(OTHER_TASK);
        assertThat(ids.with(process).addedTo(empty).toMap()).isEqualTo(Map.of("job_id", JOB, "task_id", OTHER_TASK));
        assertThat(ids.with(process).addedTo(frozen(Map.of("user", "a"))).toMap())
                .isEqualTo(Map.of("job_id", JOB, "task_id", OTHER_TASK, "user", "a"));
        assertThat(ids.with(process).addedTo(frozen(Map.of("user", "b"))).toMap())
                .isEqualTo(Map.of("job_id", JOB, "task_id", OTHER_TASK, "user", "b"));
        assertThat(ids.with(process).addedTo(frozen(Map.of("who", "b"))).toMap())
                .isEqualTo(Map.of("job_id", JOB, "task_id", OTHER_TASK, "who", "b"));
        RuntimeContext told = RuntimeContext.newBuilder().setJobId("02000000").build();
        assertThat(ids.with(told).addedTo(empty).toMap())
                .isEqualTo(Map.of("job_id", "02000000", "task_id", OTHER_TASK));
        assertThat(ids.get("task_id")).isEqualTo(OTHER_TASK);
        assertThat(ids.get("user")).isNull();
    }

    /** Another thread may read an event's data when this one logs the next. */
    @Tag("compat")
    @Test
    void dataThatCanBeWrittenAreFilledAndThoseThatAreFrozenStay() {
        ids.setTask(TASK);
        StringMap reusable = ContextDataFactory.createContextData(Map.of("user", "a"));
        assertThat(ids.with(process).addedTo(reusable)).isSameAs(reusable);
        assertThat(reusable.toMap()).isEqualTo(Map.of("user", "a", "job_id", JOB, "task_id", TASK));
        StringMap added = ids.addedTo(frozen(Map.of("user", "a")));
        assertThat(added.isFrozen()).isTrue();
        ids.addedTo(frozen(Map.of("user", "b")));
        assertThat(added.toMap()).containsEntry("user", "a");
        StringMap ofThread = ContextDataFactory.createContextData(Map.of("user", "c"));
        assertThat(ids.seenThrough(ofThread).toMap()).isEqualTo(Map.of("user", "c", "job_id", JOB, "task_id", TASK));
        assertThat(ofThread.toMap()).isEqualTo(Map.of("user", "c"));
    }

    /** As Log4j fills the map of an event again and again with {@code log4j2.garbagefreeThreadContextMap}. */
    @Tag("compat")
    @Test
    void mapThatIsFilledAgainAndAgainHoldsWhateverIsPutThere() {
        RuntimeContext all = RuntimeContext.newBuilder()
                .setJobId(JOB)
                .setNodeId("0b".repeat(28))
                .build();
        ids.setTask(TASK);
        for (int capacity : new int[] {1, 4, 16, 64}) {
            SortedArrayStringMap reusable = new SortedArrayStringMap(capacity);
            for (int round = 0; round < 200; round++) {
                SortedArrayStringMap ofThread = new SortedArrayStringMap(capacity);
                for (int i = 0; i < round % 13; i++) {
                    ofThread.putValue("key" + i, "value" + i);
                }
                if (round % 5 == 0) {
                    ofThread.putValue("job_id", "mine");
                }
                boolean onRay = round % 3 > 0;
                reusable.clear();
                if (onRay) {
                    ids.with(all).putInto(reusable);
                    reusable.putValue("property", "of the configuration");
                }
                reusable.putAll(ofThread);
                Map<String, Object> expected = new TreeMap<>(ofThread.toMap());
                if (onRay) {
                    expected.putIfAbsent("job_id", JOB);
                    expected.putAll(
                            Map.of("node_id", "0b".repeat(28), "task_id", TASK, "property", "of the configuration"));
                }
                assertThat(reusable.toMap())
                        .as("capacity %s, round %s", capacity, round)
                        .isEqualTo(expected);
                assertThat(ids.seenThrough(ofThread).toMap()).containsAllEntriesOf(ofThread.toMap());
            }
        }
    }

    /** As Log4j 2.17.1 has them, and as it wraps them anew for each event (2.25 and later). */
    @Test
    void nothingIsAllocatedWhileNothingChanges() {
        ids.setTask(TASK);
        StringMap same = frozen(Map.of("user", "a", "request", "b"));
        Map<String, String> entries = new TreeMap<>(Map.of("user", "a", "request", "b"));
        StringMap[] wrapped = new StringMap[EVENTS];
        for (int i = 0; i < EVENTS; i++) {
            wrapped[i] = new JdkMapAdapterStringMap(entries, true);
        }
        ids.with(process).addedTo(same);
        assertThat(allocated(() -> {
                    for (int i = 0; i < EVENTS; i++) {
                        ids.with(process).addedTo(same);
                    }
                }))
                .isLessThan(EVENTS);
        ids.addedTo(wrapped[0]);
        assertThat(allocated(() -> {
                    for (int i = 0; i < EVENTS; i++) {
                        ids.with(process).addedTo(wrapped[i]);
                    }
                }))
                .isLessThan(EVENTS);
    }

    private static long allocated(Runnable action) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        action.run();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
