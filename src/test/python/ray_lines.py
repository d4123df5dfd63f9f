"""Tasks and actors in Python that a driver in Java calls; they print numbered lines on both streams."""

import sys


def lines(word, count):
    for i in range(count):
        print(f"{word} {i}", flush=True)
        print(f"{word} err {i}", file=sys.stderr, flush=True)
    return word


class Lines:
    def lines(self, word, count):
        return lines(word, count)
