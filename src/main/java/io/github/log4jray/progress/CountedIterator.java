package io.github.log4jray.progress;

import java.util.Iterator;

/** Counts an element when the next one is asked for, as then its work is done. The end closes the bar. */
final class CountedIterator<T> implements Iterator<T> {

    private final Iterator<T> elements;
    private final ProgressBar bar;
    private boolean working;

    CountedIterator(Iterator<T> elements, ProgressBar bar) {
        this.elements = elements;
        this.bar = bar;
    }

    @Override
    public boolean hasNext() {
        count();
        boolean more = elements.hasNext();
        if (!more) {
            bar.close();
        }
        return more;
    }

    @Override
    public T next() {
        count();
        T element = elements.next();
        working = true;
        return element;
    }

    private void count() {
        if (working) {
            working = false;
            bar.step();
        }
    }

    @Override
    public void remove() {
        elements.remove();
    }
}
