package io.github.log4jray.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.github.log4jray.protocol.Batch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order in which the printing thread takes batches while it is slower than their sources. */
class FairBacklogTest {

    private record Named(String name) implements Display.Source {
        @Override
        public void handled(long seq) {}

        @Override
        public void roomAgain() {}
    }

    private static final Named BUSY = new Named("busy");
    private static final Named OTHER = new Named("other");
    private static final Named QUIET = new Named("quiet");

    private final BatchQueue queue = new BatchQueue();

    private boolean offer(Named source, int seq, int length) {
        Batch batch = new Batch(null, "1", null, false, List.of("x".repeat(length)), null, null, 0, null);
        return queue.offer(batch, source, seq);
    }

    /** @return names and numbers of the batches of one turn, whose room is given back */
    private List<String> turn() {
        List<String> taken = new ArrayList<>();
        long cost = 0;
        for (BatchQueue.Entry entry = queue.take(); entry != null; entry = entry.next) {
            taken.add(((Named) entry.source).name + " " + entry.seq);
            cost += entry.cost;
        }
        queue.release(cost);
        return taken;
    }

    private static long count(List<String> taken, Named source) {
        return taken.stream().filter(each -> each.startsWith(source.name)).count();
    }

    @Test
    void whatFitsIntoATurnIsTakenInTheOrderOfTheOffers() {
        offer(BUSY, 1, 10_000);
        offer(BUSY, 2, 10_000);
        offer(QUIET, 1, 10);
        offer(BUSY, 3, 10_000);
        assertThat(turn()).containsExactly("busy 1", "busy 2", "quiet 1", "busy 3");
        assertThat(turn()).isEmpty();
    }

    @Test
    void quietSourceWaitsForATurnAndNotForAllThatABusyOneHasOffered() {
        for (int seq = 1; offer(BUSY, seq, 10_000); seq++) {
            assertThat(seq).isLessThan(1_000);
        }
        turn();
        offer(QUIET, 1, 10);
        assertThat(turn()).contains("quiet 1").hasSizeLessThan(30);
    }

    @Test
    void busySourcesGetEqualSharesWhateverTheSizeOfTheirBatches() {
        for (int seq = 1; seq <= 30; seq++) {
            offer(BUSY, seq, 50_000);
        }
        for (int seq = 1; seq <= 1_500; seq++) {
            offer(OTHER, seq, 1_000);
        }
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            taken.addAll(turn());
        }
        assertThat(count(taken, BUSY) * 50_000).isCloseTo(count(taken, OTHER) * 1_128, withPercentage(15));
    }

    @Test
    void eachBatchIsTakenOnceAndThoseOfASourceInTheirOrder() {
        Random random = new Random(29);
        Map<String, Integer> offered = new HashMap<>();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            String name = "source" + random.nextInt(1 + i / 100);
            int seq = offered.getOrDefault(name, 0) + 1;
            if (offer(new Named(name), seq, random.nextInt(20) == 0 ? 200_000 : random.nextInt(2_000))) {
                offered.put(name, seq);
            }
            if (random.nextInt(100) == 0) {
                takeInto(seen);
            }
        }
        while (takeInto(seen)) {
            // the rest
        }
        assertThat(seen).isEqualTo(offered);
    }

    private boolean takeInto(Map<String, Integer> seen) {
        List<String> taken = turn();
        for (String each : taken) {
            String[] words = each.split(" ");
            assertThat(Integer.parseInt(words[1])).isEqualTo(seen.merge(words[0], 1, Integer::sum));
        }
        return !taken.isEmpty();
    }
}
