package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Manual;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A message that the page {@code troubleshooting.md} explains stands in the code. */
class TroubleshootingTest {

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern CONCATENATION = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");

    /** Each text of the code, with an ellipsis for what is put into it. */
    private static final List<String> TEXTS = Manual.sources().stream()
            .map(source -> CONCATENATION.matcher(source).replaceAll(""))
            .flatMap(source -> LITERAL.matcher(source).results())
            .map(literal -> literal.group(1).replace("\\\"", "\"").replace("{}", "…"))
            .toList();

    static List<String> messages() {
        return Manual.page("troubleshooting.md").headings(3).stream()
                .filter(heading -> heading.startsWith("`"))
                .flatMap(heading -> QUOTED.matcher(heading).results())
                .map(quoted -> quoted.group(1))
                .toList();
    }

    @Test
    void thereAreSome() {
        assertThat(messages()).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void messageStandsInTheCode(String message) {
        String pattern = Stream.of(message.split("…", -1))
                .map(Pattern::quote)
                .reduce((a, b) -> a + ".*" + b)
                .orElseThrow();
        assertThat(TEXTS.stream().anyMatch(Pattern.compile(pattern).asPredicate()))
                .as(message)
                .isTrue();
    }

    @Test
    void noMessageIsOneOfAShortWord() {
        assertThat(messages().stream().flatMap(message -> Arrays.stream(message.split("…"))))
                .allSatisfy(part -> assertThat(part.strip().length()).isGreaterThan(6));
    }
}
