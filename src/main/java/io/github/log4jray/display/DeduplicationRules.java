package io.github.log4jray.display;

import io.github.log4jray.settings.Environment;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Ray's variables for the deduplication of lines.
 *
 * @param enabled whether lines are deduplicated
 * @param demanded whether a user has switched this on, so that it holds for lines of JSON too
 * @param windowNanos how long after a line was printed equal lines of other processes are counted instead
 * @param allowed accepts lines that are always printed; has precedence over {@code skipped}
 * @param skipped accepts lines that are never printed
 */
record DeduplicationRules(
        boolean enabled, boolean demanded, long windowNanos, Predicate<String> allowed, Predicate<String> skipped) {

    private static final Pattern PLAIN = Pattern.compile("[\\w :;,=@/-]*", Pattern.UNICODE_CHARACTER_CLASS);

    private static final int DEFAULT_WINDOW_SECONDS = 5;

    /** Ray's default, which its own tests use. */
    private static final String DEFAULT_ALLOWED = "__ray_testing_never_deduplicate__";

    /**
     * @param environment has Ray's variables
     * @return their rules
     */
    static DeduplicationRules of(Environment environment) {
        DeduplicationRules rules = of(
                environment.isOn("RAY_DEDUP_LOGS", true),
                environment.number("RAY_DEDUP_LOGS_AGG_WINDOW_S", Long.MAX_VALUE, DEFAULT_WINDOW_SECONDS),
                environment.expression("RAY_DEDUP_LOGS_ALLOW_REGEX", DEFAULT_ALLOWED),
                environment.expression("RAY_DEDUP_LOGS_SKIP_REGEX", null));
        boolean demanded = rules.enabled && environment.text("RAY_DEDUP_LOGS") != null;
        return new DeduplicationRules(rules.enabled, demanded, rules.windowNanos, rules.allowed, rules.skipped);
    }

    /**
     * @param enabled whether a user has switched deduplication on, or off
     * @param windowSeconds the length of a window
     * @param allowed is found in lines that are always printed; null for none
     * @param skipped is found in lines that are never printed; null for none
     * @return the rules
     */
    static DeduplicationRules of(boolean enabled, long windowSeconds, Pattern allowed, Pattern skipped) {
        return new DeduplicationRules(
                enabled, enabled, TimeUnit.SECONDS.toNanos(windowSeconds), finds(allowed), finds(skipped));
    }

    /** @return the rules for lines of JSON */
    DeduplicationRules forJson() {
        return new DeduplicationRules(demanded, demanded, windowNanos, allowed, skipped);
    }

    private static Predicate<String> finds(Pattern expression) {
        if (expression == null) {
            return line -> false;
        }
        String text = expression.pattern();
        return PLAIN.matcher(text).matches() ? line -> line.contains(text) : line -> isFound(expression, line);
    }

    /** A repeated group needs stack for each character of the line; where the stack is too small, nothing is found. */
    private static boolean isFound(Pattern expression, String line) {
        try {
            return expression.matcher(line).find();
        } catch (StackOverflowError e) {
            return false;
        }
    }
}
