package io.github.log4jray.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.StatusMessages;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {

    private static final AtomicInteger NAMES = new AtomicInteger();

    /** A value is reported once in a process, so each test has a name of its own. */
    private final String name = "log4jray.test." + NAMES.incrementAndGet();

    private Environment properties(String value) {
        return Environment.of(Map.of(name, value), Map.of());
    }

    private Environment variables(String value) {
        return Environment.of(Map.of(), Map.of(name, value));
    }

    private static List<String> errorsOf(Runnable reading) {
        try (StatusMessages messages = StatusMessages.listen()) {
            reading.run();
            return messages.containing(Level.ERROR);
        }
    }

    @Test
    void propertyPrevailsOverTheVariable() {
        Environment both = Environment.of(Map.of(name, "1"), Map.of(name, "2"));

        assertThat(both.text(name)).isEqualTo("1");
        assertThat(both.property(name)).isEqualTo("1");
        assertThat(both.variable(name)).isEqualTo("2");
        assertThat(both.number(name, 9, 3)).isEqualTo(1);
        assertThat(variables("2").number(name, 9, 3)).isEqualTo(2);
        assertThat(Environment.of(Map.of(), Map.of()).number(name, 9, 3)).isEqualTo(3);
    }

    @Test
    void messagesSayWhichOneIsRead() {
        assertThat(properties("1").describe(name)).isEqualTo("system property " + name);
        assertThat(variables("1").describe(name)).isEqualTo("environment variable " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void blankValueIsUnset(String blank) {
        Environment both = Environment.of(Map.of(name, blank), Map.of(name, " 2 "));

        assertThat(both.property(name)).isNull();
        assertThat(both.text(name)).isEqualTo("2");
        assertThat(both.number(name, 9, 3)).isEqualTo(2);
        assertThat(variables(blank).isOn(name, true)).isTrue();
        assertThat(properties(blank).flag(name, true)).isTrue();
        assertThat(variables(blank).expression(name, "a").pattern()).isEqualTo("a");
    }

    @Test
    void environmentOfTheProcessIsReadAtEachCall() {
        assertThat(Environment.process().text(name)).isNull();
        System.setProperty(name, " 1 ");
        try {
            assertThat(Environment.process().text(name)).isEqualTo("1");
        } finally {
            System.clearProperty(name);
        }
        assertThat(Environment.process().text(name)).isNull();
    }

    @Test
    void unreadableValueIsUnset() {
        Environment forbidden = Environment.of(
                new AbstractMap<>() {
                    @Override
                    public String get(Object key) {
                        throw new SecurityException("forbidden");
                    }

                    @Override
                    public Set<Entry<String, String>> entrySet() {
                        return Set.of();
                    }
                },
                Map.of(name, "1"));

        assertThat(forbidden.property(name)).isNull();
        assertThat(forbidden.text(name)).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10 MB", "100,000", "-1", "1.5", "x", "2147483648", "99999999999999999999"})
    void numberIsAnIntegerWithoutAUnit(String value) {
        String unique = name + value;
        Environment invalid = Environment.of(Map.of(), Map.of(unique, value));
        assertThat(errorsOf(() ->
                        assertThat(invalid.number(unique, Integer.MAX_VALUE, 5)).isEqualTo(5)))
                .containsExactly("log4j-ray: invalid environment variable " + unique + " \"" + value
                        + "\" (expected an integer from 0 to 2147483647); using 5");
    }

    @Test
    void invalidPropertyGivesWayToTheVariable() {
        Environment both = Environment.of(Map.of(name, "-7"), Map.of(name, "2"));

        assertThat(errorsOf(
                        () -> assertThat(both.number(name, Long.MAX_VALUE, 5)).isEqualTo(2)))
                .containsExactly("log4j-ray: invalid system property " + name
                        + " \"-7\" (expected an integer of at least 0); using 2");
    }

    @Test
    void eachOfTwoInvalidNumbersIsReported() {
        Environment both = Environment.of(Map.of(name, "x"), Map.of(name, "y"));

        assertThat(errorsOf(() -> assertThat(both.number(name, 9, 5)).isEqualTo(5)))
                .satisfiesExactly(
                        error -> assertThat(error).contains("\"x\"").endsWith("; using 5"),
                        error -> assertThat(error).contains("\"y\"").endsWith("; using 5"));
    }

    @Test
    void invalidValueIsReportedOnceForEachValue() {
        Environment invalid = variables("x");

        assertThat(errorsOf(() -> {
                    invalid.number(name, 9, 5);
                    invalid.number(name, 9, 5);
                    variables("x").isOn(name, true);
                    variables("y").isOn(name, true);
                }))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"1,true", "true,true", "TRUE,true", "0,false", "false,false", "False,false"})
    void switchIsWrittenAsInRay(String value, boolean on) {
        assertThat(errorsOf(() -> {
                    assertThat(variables(value).isOn(name, !on)).isEqualTo(on);
                    assertThat(properties(value).isOn(name, !on)).isEqualTo(on);
                }))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "on", "2", "01"})
    void anyOtherSwitchIsOffAndReported(String value) {
        String unique = name + value;
        assertThat(errorsOf(() -> assertThat(
                                Environment.of(Map.of(unique, value), Map.of()).isOn(unique, true))
                        .isFalse()))
                .containsExactly("log4j-ray: invalid system property " + unique + " \"" + value
                        + "\" (expected 0, 1, true or false); using 0, as Ray does");
    }

    @Test
    void flagIsAPropertyAndTrueOrFalse() {
        assertThat(properties("True").flag(name, false)).isTrue();
        assertThat(properties("false").flag(name, true)).isFalse();
        assertThat(variables("false").flag(name, true)).isTrue();
        assertThat(errorsOf(() -> assertThat(properties("1").flag(name, false)).isFalse()))
                .containsExactly(
                        "log4j-ray: invalid system property " + name + " \"1\" (expected true or false); using false");
    }

    @Test
    void expressionIsReadAsInPython() {
        assertThat(variables("\\w+").expression(name, null).matcher("größe").matches())
                .isTrue();
        assertThat(variables("a.b").expression(name, null).matcher("a\rb").matches())
                .isTrue();
        assertThat(Environment.of(Map.of(), Map.of()).expression(name, null)).isNull();
    }

    @Test
    void invalidExpressionIsReportedAndTheDefaultIsUsed() {
        assertThat(errorsOf(() -> {
                    assertThat(variables("a)").expression(name, "b").pattern()).isEqualTo("b");
                    assertThat(variables("(a").expression(name, null)).isNull();
                }))
                .satisfiesExactly(
                        error -> assertThat(error)
                                .startsWith("log4j-ray: invalid environment variable " + name
                                        + " \"a)\" (expected a regular expression: ")
                                .endsWith("); using \"b\""),
                        error -> assertThat(error).endsWith("); using none"));
    }

    @Test
    void reportedValueHasNoPassword() {
        assertThat(errorsOf(() -> Environment.reportInvalid(name, "redis://u:secret@h:x", "expected a port", "gone")))
                .containsExactly("log4j-ray: invalid " + name + " \"redis://u:****@h:x\" (expected a port); gone");
    }
}
