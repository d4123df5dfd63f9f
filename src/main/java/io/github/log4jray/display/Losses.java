package io.github.log4jray.display;

/** Numbers of lines that are lost. Stateless. */
final class Losses {

    private Losses() {}

    /** Any program may report losses of any number: a sum that is too large stays the largest number. */
    static long sum(long losses, long more) {
        return losses > Long.MAX_VALUE - more ? Long.MAX_VALUE : losses + more;
    }
}
