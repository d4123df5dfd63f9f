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
     * The bars of one display.
     *
     * @param texts of its first bars, at most as many as there is room for
     * @param bars how many bars it has
     * @param room how many rows all displays may use together
     * @param columns the width of a row
     * @param dots an ellipsis that the terminal can show
     */
    record Share(List<String> texts, int bars, int room, int columns, String dots) {}

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
        return compose(share);
    }

    /**
     * @param display shows no bars any more
     * @return as {@link #replace}
     */
    static synchronized BarRows remove(Object display) {
        Share last = SHARES.remove(display);
        return last == null ? BarRows.current() : compose(last);
    }

    private static BarRows compose(Share latest) {
        List<String> texts = new ArrayList<>();
        int bars = 0;
        for (Share share : SHARES.values()) {
            texts.addAll(share.texts);
            bars += share.bars;
        }
        if (bars > latest.room) {
            // The others have drawn as many as the terminal had room for at that time.
            int shown = Math.min(latest.room - 1, texts.size());
            texts.subList(shown, texts.size()).clear();
            texts.add(DisplayWidth.trim(latest.dots + " and " + (bars - shown) + " more", latest.columns));
        }
        BarRows rows = BarRows.of(texts);
        BarRows.setCurrent(rows);
        return rows;
    }
}
