package io.github.log4jray.display;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of the process's terminal in which bars are drawn. Several displays share it, one below the other, in the order
 * in which they have begun. Static state under one lock, which is not held while something is written.
 */
final class BarArea {

    /**
     * What one display shows.
     *
     * @param texts of its first bars, at most as many as there is room for
     * @param bars how many bars it has
     * @param room how many rows all displays may use together
     * @param columns the width of a row
     */
    record Share(List<String> texts, int bars, int room, int columns) {}

    private static final Map<Object, Share> SHARES = new LinkedHashMap<>();

    private BarArea() {}

    /**
     * @param display has other bars from now on
     * @param share these
     * @return the rows of all displays, which are the current ones from now on
     */
    static synchronized BarRows replace(Object display, Share share) {
        if (share.bars == 0) {
            SHARES.remove(display);
        } else {
            SHARES.put(display, share);
        }
        return compose(share.room, share.columns);
    }

    /**
     * @param display shows no bars any more
     * @return as {@link #replace}
     */
    static synchronized BarRows remove(Object display) {
        Share last = SHARES.remove(display);
        return last == null ? BarRows.current() : compose(last.room, last.columns);
    }

    private static BarRows compose(int room, int columns) {
        List<String> texts = new ArrayList<>();
        int bars = 0;
        for (Share share : SHARES.values()) {
            texts.addAll(share.texts);
            bars += share.bars;
        }
        if (bars > room) {
            int shown = room - 1;
            texts.subList(shown, texts.size()).clear();
            texts.add(DisplayWidth.trim("… and " + (bars - shown) + " more", columns));
        }
        BarRows rows = BarRows.of(texts);
        BarRows.setCurrent(rows);
        return rows;
    }
}
