"""Prints random states of progress bars with the texts that tqdm makes of them: tqdm_meters.py SEED COUNT.

Each line is a JSON array: n, total, elapsed, rate, prefix, unit, columns, text.
"""
import json
import random
import sys

from tqdm import tqdm

DIM_CYAN = "\x1b[2m\x1b[36m"
NAMES = ["", "indexing", "a: ", "データ", "número", "🚀 start", "%s {x}", "x" * 60, "한국어 진행: "]
UNITS = ["it", "B", "rows", "件", "", " Datei"]


def number(rnd):
    kind = rnd.randrange(6)
    if kind == 0:
        return rnd.randrange(12)
    if kind == 1:
        return rnd.choice([9.995, 99.95, 999.5, 1000, 0.5, 999.4999, 9994, 9995, 99949, 99950, 999499, 999500])
    if kind == 2:
        return rnd.random() * 10 ** rnd.randrange(-3, 6)
    return rnd.randrange(10 ** rnd.randrange(1, 16))


def state(rnd):
    total = rnd.choice([None, 0, number(rnd), number(rnd), number(rnd), number(rnd)])
    n = number(rnd) if not total or rnd.random() < 0.2 else rnd.choice([0, total, total * rnd.random(), int(total * rnd.random())])
    if rnd.random() < 0.05:
        n = -n
    elapsed = rnd.choice([0, rnd.random(), rnd.random() * 100, rnd.random() * 1e4, rnd.random() * 1e7, 59.999, 60, 3600])
    rate = rnd.choice([None, None, 0.0, rnd.random(), rnd.random() * 10 ** rnd.randrange(-4, 12)])
    prefix = rnd.choice(NAMES)
    if rnd.random() < 0.5:
        prefix = DIM_CYAN + "(pid=%d) " % rnd.randrange(99999) + "\x1b[0m" + prefix
    columns = rnd.choice([0, 1, 19, rnd.randrange(1, 40), rnd.randrange(40, 200), 79])
    unit = rnd.choice(UNITS)
    return n, total, elapsed, rate, prefix, unit, columns


def main(seed, count):
    rnd = random.Random(seed)
    for _ in range(count):
        n, total, elapsed, rate, prefix, unit, columns = state(rnd)
        text = tqdm.format_meter(
            n, total, elapsed, ncols=columns or None, prefix=prefix, unit=unit, unit_scale=True, rate=rate
        )
        print(json.dumps([n, total, elapsed, rate, prefix, unit, columns, text]))


main(int(sys.argv[1]), int(sys.argv[2]))
