package io.github.log4jray.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How one kind of value is written. {@link Attributes} and {@link Environment} read numbers, sizes and switches by these
 * rules, as addresses do, and their messages say what was expected. Immutable.
 *
 * @param <T> the type of the values
 * @param parser reads a text without surrounding white space; gives null for an invalid one
 * @param expected follows "expected" in a message
 */
public record ValueSyntax<T>(Function<String, T> parser, String expected) {

    /** {@code true} or {@code false}, in any case. */
    static final ValueSyntax<Boolean> FLAG =
            new ValueSyntax<>(text -> parsedSwitch(text, Set.of("true"), Set.of("false")), "true or false");

    /** As Ray writes its own switches: {@code 1} or {@code true}, {@code 0} or {@code false}, in any case. */
    static final ValueSyntax<Boolean> RAY_SWITCH = new ValueSyntax<>(
            text -> parsedSwitch(text, Set.of("1", "true"), Set.of("0", "false")), "0, 1, true or false");

    /**
     * The grammar of Log4j's {@code FileSize}: {@code 1000}, {@code 100,000}, {@code 512 KB}, {@code 1.5GB},
     * {@code 10 m}. Log4j also takes a comma that does not stand before three digits, and ignores it: {@code 1,5 MB}
     * would be 15 MB. Here such a size is invalid.
     */
    private static final Pattern SIZE = Pattern.compile(
            "(\\d{1,19}|\\d{1,3}(?:,\\d{3}){1,5})(\\.\\d{1,9})?\\s*([KMGT]?)B?", Pattern.CASE_INSENSITIVE);

    private static final String UNITS = "KMGT";

    /**
     * @param minimum the smallest number
     * @param maximum the largest number; {@code Long.MAX_VALUE} for no limit
     * @return integers in decimal, without separators and without a unit
     */
    static ValueSyntax<Long> integer(long minimum, long maximum) {
        String range = maximum == Long.MAX_VALUE ? "of at least " + minimum : "from " + minimum + " to " + maximum;
        return new ValueSyntax<>(text -> within(parsedInteger(text), minimum, maximum), "an integer " + range);
    }

    /**
     * @param minimum the smallest size in bytes, 0 or more
     * @param maximum the largest size in bytes; {@code Long.MAX_VALUE} for no limit
     * @return numbers of bytes, or of a unit that is a power of 1024; gives bytes
     */
    public static ValueSyntax<Long> size(long minimum, long maximum) {
        String range = maximum == Long.MAX_VALUE ? "" : " from " + sizeText(minimum) + " to " + sizeText(maximum);
        return new ValueSyntax<>(
                text -> within(parsedSize(text), minimum, maximum),
                "a size" + range + " such as 262144, \"512 KB\" or \"10 MB\"");
    }

    /**
     * @param <E> an enumeration whose constants, in lower case, are the values a user writes
     * @param type its class
     * @return the name of a constant, in any case
     */
    static <E extends Enum<E>> ValueSyntax<E> oneOf(Class<E> type) {
        List<E> constants = Arrays.asList(type.getEnumConstants());
        return new ValueSyntax<>(
                text -> constants.stream()
                        .filter(constant -> constant.name().equalsIgnoreCase(text))
                        .findFirst()
                        .orElse(null),
                constants.stream().map(ValueSyntax::nameOf).collect(Collectors.joining(" or ")));
    }

    /**
     * @param text without surrounding white space
     * @return the value; null where the text is invalid
     */
    public T parse(String text) {
        return parser.apply(text);
    }

    /**
     * @param constant any
     * @return as a user writes it
     */
    static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param bytes 0 or more
     * @return the size in the largest unit of which it is a multiple: {@code 512 MB}, {@code 100 bytes}
     */
    static String sizeText(long bytes) {
        int unit = bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.length());
        return unit == 0 ? bytes + " bytes" : (bytes >> 10 * unit) + " " + UNITS.charAt(unit - 1) + "B";
    }

    private static Boolean parsedSwitch(String text, Set<String> on, Set<String> off) {
        String lowerCase = text.toLowerCase(Locale.ROOT);
        return on.contains(lowerCase) ? Boolean.TRUE : off.contains(lowerCase) ? Boolean.FALSE : null;
    }

    private static Long parsedInteger(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Long parsedSize(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return null;
        }
        String whole = size.group(1).replace(",", "");
        String fraction = size.group(2) == null ? "" : size.group(2);
        int unit = size.group(3).isEmpty() ? 0 : UNITS.indexOf(size.group(3).toUpperCase(Locale.ROOT)) + 1;
        if (fraction.isEmpty() && unit == 0) {
            return parsedInteger(whole);
        }
        double bytes = Double.parseDouble(whole + fraction) * (1L << 10 * unit);
        return (long) bytes;
    }

    private static Long within(Long number, long minimum, long maximum) {
        return number == null || number < minimum || number > maximum ? null : number;
    }
}
