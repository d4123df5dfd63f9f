package io.github.log4jray.settings;

/** Writes counts in messages: {@code 1 line}, {@code 2 lines}. Stateless. */
public final class Plural {

    private Plural() {}

    /**
     * @param count 0 or more
     * @param noun one of the things, with a plural that ends in {@code s} alone
     * @return {@code 1 line} or {@code 2 lines}
     */
    public static String of(long count, String noun) {
        return of(count, noun, noun + "s");
    }

    /**
     * @param count 0 or more
     * @param one follows the number 1, for example {@code record is}
     * @param many follows any other number, for example {@code records are}
     * @return {@code 1 record is} or {@code 2 records are}
     */
    public static String of(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
