package io.github.log4jray.display;

import io.github.log4jray.settings.Environment;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What Ray's variables say of the folding of lines that several processes log alike.
 *
 * @param folds whether there is any
 * @param windowNanos how long after a line was shown those like it are counted instead
 * @param allowed what is found in a line that is always shown; counts before {@code skipped}
 * @param skipped what is found in a line that is never shown
 */
record DeduplicationRules(boolean folds, long windowNanos, Predicate<String> allowed, Predicate<String> skipped) {

    private static final Pattern PLAIN = Pattern.compile("[\\w :;,=@/-]*", Pattern.UNICODE_CHARACTER_CLASS);

    private static final int DEFAULT_WINDOW_SECONDS = 5;

    /** What Ray has for its own tests; it is the default there too. */
    private static final String DEFAULT_ALLOWED = "__ray_testing_never_deduplicate__";

    /** Lines with it are states of Ray's progress bars. */
    private static final String PROGRESS_BAR = "__ray_tqdm_magic_token__";

    /** @return those of system properties and environment variables */
    static DeduplicationRules ofProcess() {
        long seconds =
                Environment.process().number("RAY_DEDUP_LOGS_AGG_WINDOW_S", Long.MAX_VALUE, DEFAULT_WINDOW_SECONDS);
        return of(
                Environment.process().isOn("RAY_DEDUP_LOGS", true),
                seconds,
                Environment.process().expression("RAY_DEDUP_LOGS_ALLOW_REGEX", DEFAULT_ALLOWED),
                Environment.process().expression("RAY_DEDUP_LOGS_SKIP_REGEX", null));
    }

    /**
     * @param folds whether there is any
     * @param windowSeconds its window
     * @param allowed is found in a line that is always shown; null for none
     * @param skipped is found in a line that is never shown; null for none
     * @return the rules
     */
    static DeduplicationRules of(boolean folds, long windowSeconds, Pattern allowed, Pattern skipped) {
        return new DeduplicationRules(folds, TimeUnit.SECONDS.toNanos(windowSeconds), found(allowed), found(skipped));
    }

    static boolean isProgressBar(String line) {
        return line.contains(PROGRESS_BAR);
    }

    private static Predicate<String> found(Pattern expression) {
        if (expression == null) {
            return line -> false;
        }
        String text = expression.pattern();
        return PLAIN.matcher(text).matches() ? line -> line.contains(text) : line -> isFound(expression, line);
    }

    /** An expression with a repeated group goes as deep into the stack as the line is long: there it finds nothing. */
    private static boolean isFound(Pattern expression, String line) {
        try {
            return expression.matcher(line).find();
        } catch (StackOverflowError e) {
            return false;
        }
    }
}
