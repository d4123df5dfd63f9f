package raycluster;

import io.ray.api.ActorHandle;
import io.ray.api.ObjectRef;
import io.ray.api.Ray;
import io.ray.api.function.PyFunction;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A driver: has tasks count the words of a few proverbs, an actor add them up, and a function in Python look for the
 * longest word. What they log and print appears here, live.
 */
public final class Driver {

    private static final Logger LOGGER = LogManager.getLogger(Driver.class);

    private static final List<String> PROVERBS = List.of(
            "Many hands make light work",
            "Too many cooks spoil the broth",
            "The early bird catches the worm",
            "Good things come to those who wait");

    private Driver() {}

    public static void main(String[] arguments) {
        Ray.init();
        LOGGER.info("counting the words of {} proverbs", PROVERBS.size());
        List<ObjectRef<Integer>> counts = PROVERBS.stream()
                .map(proverb -> Ray.task(Words::count, proverb).remote())
                .toList();
        ActorHandle<Total> total = Ray.actor(Total::new).remote();
        List<ObjectRef<Integer>> totals = counts.stream()
                .map(count -> total.task(Total::add, count).remote())
                .toList();
        ObjectRef<String> longest = Ray.task(
                        PyFunction.of("words", "longest", String.class), String.join(" ", PROVERBS))
                .remote();
        int words = totals.get(totals.size() - 1).get();
        LOGGER.info("{} words, and the longest is {}", words, longest.get());
        Ray.shutdown();
    }
}
